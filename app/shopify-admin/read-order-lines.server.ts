import { z } from "zod";
import { type AdminCallOptions, callAdmin } from "./admin-client.server.ts";
import { type AdminOutcome, mapOk } from "./admin-outcome.ts";
import { lineItem, type LineItemNode } from "./order-shape.ts";
import type { ReadableParts } from "./read-orders.server.ts";
import { pageInfo } from "./shapes.ts";

/** Requested points of one page of lines. */
export const LINES_COST = 850;

const READ_ORDER_LINES = `#graphql
  query ReadOrderLines($id: ID!, $after: String, $withProducts: Boolean!) {
    order(id: $id) {
      lineItems(first: 36, after: $after) {
        nodes {
          id title variantTitle name sku vendor quantity currentQuantity unfulfilledQuantity
          requiresShipping taxable isGiftCard
          weight { unit value }
          customAttributes { key value }
          lineItemGroup { id } originalUnitPriceSet { ...Bag } totalDiscountSet { ...Bag }
          taxLines { title rate channelLiable priceSet { ...Bag } }
          discountAllocations {
            allocatedAmountSet { ...Bag } discountApplication { index }
          }
          product @include(if: $withProducts) { id }
          variant @include(if: $withProducts) { id inventoryItem { tracked } }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
  fragment Bag on MoneyBag {
    shopMoney { amount currencyCode }
    presentmentMoney { amount currencyCode }
  }
`;

const data = z.object({
  order: z.object({ lineItems: z.object({ nodes: z.array(lineItem), pageInfo }) }).nullable(),
});

/** Lines of an order beyond those that came with it. @param after the cursor of the last one known */
export async function readOrderLines(
  shopDomain: string,
  id: string,
  after: string | null,
  { withProducts }: ReadableParts,
  options?: AdminCallOptions,
): Promise<AdminOutcome<{ nodes: LineItemNode[]; next: string | undefined }>> {
  const document = { name: "ReadOrderLines", text: READ_ORDER_LINES, data };
  const variables = { id, after, withProducts };
  return mapOk(await callAdmin(shopDomain, document, variables, options), (answer) => {
    const page = answer.order?.lineItems;
    const next = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    return { nodes: page?.nodes ?? [], next: next ?? undefined };
  });
}
