import { z } from "zod";
import { type AdminCallOptions, callAdmin } from "./admin-client.server.ts";
import { type AdminOutcome, mapOk } from "./admin-outcome.ts";
import { type ChangedPage, type PageRequest, pageOf } from "./changed-page.ts";
import { pageInfo } from "./shapes.ts";

const READ_CHANGED_PRODUCTS = `#graphql
  query ReadChangedProducts($query: String!, $after: String) {
    products(first: 250, query: $query, sortKey: UPDATED_AT, after: $after) {
      nodes { id title createdAt updatedAt handle vendor productType status tags totalInventory }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

const READ_PRODUCT = `#graphql
  query ReadProduct($id: ID!, $after: String) {
    product(id: $id) {
      id title createdAt updatedAt handle vendor productType status tags descriptionHtml
      publishedAt templateSuffix hasVariantsThatRequiresComponents
      category { id name fullName }
      options(first: 5) { id name position values }
      media(first: 50) {
        nodes {
          __typename id alt mediaContentType status
          preview { image { url width height } }
          ... on MediaImage { createdAt updatedAt }
        }
      }
      variants(first: 200, after: $after) {
        nodes {
          id title barcode compareAtPrice createdAt updatedAt inventoryPolicy position price sku
          taxable inventoryQuantity
          selectedOptions { name value }
          inventoryItem { id }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`;

/** Requested points of one product in the second document. */
export const PRODUCT_COST = 880;

const changed = z.object({
  id: z.string(),
  title: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  handle: z.string(),
  vendor: z.string(),
  productType: z.string(),
  status: z.string(),
  tags: z.array(z.string()),
  totalInventory: z.number(),
});
export type ChangedProduct = z.infer<typeof changed>;
const changedData = z.object({ products: z.object({ nodes: z.array(changed), pageInfo }) });

const variant = z.object({
  id: z.string(),
  title: z.string(),
  barcode: z.string().nullable(),
  compareAtPrice: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  inventoryPolicy: z.string(),
  position: z.number(),
  price: z.string(),
  sku: z.string().nullable(),
  taxable: z.boolean(),
  inventoryQuantity: z.number().nullable(),
  selectedOptions: z.array(z.object({ name: z.string(), value: z.string() })),
  inventoryItem: z.object({ id: z.string() }),
});
const media = z.object({
  __typename: z.string(),
  id: z.string(),
  alt: z.string().nullable(),
  mediaContentType: z.string(),
  status: z.string(),
  preview: z
    .object({
      image: z
        .object({
          url: z.string(),
          width: z.number().nullable(),
          height: z.number().nullable(),
        })
        .nullable(),
    })
    .nullable(),
  createdAt: z.string().optional(),
  updatedAt: z.string().optional(),
});
const whole = changed.omit({ totalInventory: true }).extend({
  descriptionHtml: z.string(),
  publishedAt: z.string().nullable(),
  templateSuffix: z.string().nullable(),
  hasVariantsThatRequiresComponents: z.boolean(),
  category: z.object({ id: z.string(), name: z.string(), fullName: z.string() }).nullable(),
  options: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      position: z.number(),
      values: z.array(z.string()),
    }),
  ),
  media: z.object({ nodes: z.array(media) }),
  variants: z.object({ nodes: z.array(variant), pageInfo }),
});
const wholeData = z.object({ product: whole.nullable() });
export type WholeProduct = z.infer<typeof whole>;
export type ProductMedia = z.infer<typeof media>;

/** One page of the products that changed in a window, oldest change first. */
export async function readChangedProducts(
  shopDomain: string,
  request: PageRequest,
  options?: AdminCallOptions,
): Promise<AdminOutcome<ChangedPage<ChangedProduct>>> {
  const document = { name: "ReadChangedProducts", text: READ_CHANGED_PRODUCTS, data: changedData };
  return mapOk(await callAdmin(shopDomain, document, request, options), ({ products }) =>
    pageOf(products),
  );
}

/** A product with all its variants; undefined when it is gone. */
export async function readProduct(
  shopDomain: string,
  id: string,
  options?: AdminCallOptions,
): Promise<AdminOutcome<WholeProduct | undefined>> {
  const document = { name: "ReadProduct", text: READ_PRODUCT, data: wholeData };
  const first = await callAdmin(shopDomain, document, { id, after: null }, options);
  if (first.kind !== "ok") return first;
  const product = first.data.product;
  if (!product) return { kind: "ok", data: undefined };
  const variants = [...product.variants.nodes];
  let { hasNextPage, endCursor } = product.variants.pageInfo;
  while (hasNextPage) {
    const more = await callAdmin(shopDomain, document, { id, after: endCursor }, options);
    if (more.kind !== "ok") return more;
    if (!more.data.product) return { kind: "ok", data: undefined };
    variants.push(...more.data.product.variants.nodes);
    ({ hasNextPage, endCursor } = more.data.product.variants.pageInfo);
  }
  return {
    kind: "ok",
    data: { ...product, variants: { ...product.variants, nodes: variants } },
  };
}
