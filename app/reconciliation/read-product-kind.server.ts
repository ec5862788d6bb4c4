import { mapOk } from "#app/shopify-admin/admin-outcome.ts";
import { changedBetween } from "#app/shopify-admin/changed-page.ts";
import { CHANGED_PAGE_COST } from "#app/shopify-admin/read-changed-orders.server.ts";
import {
  PRODUCT_COST,
  readChangedProducts,
  readProduct,
} from "#app/shopify-admin/read-products.server.ts";
import { tags } from "./content.ts";
import { inChunks } from "./in-chunks.server.ts";
import { mapProduct } from "./payloads/map-product.ts";
import { lower, plainId } from "./payloads/payload-format.ts";
import { CALL_WITHIN_MS, type KindReader } from "./reading.ts";

export const productReader: KindReader = {
  async page({ shop, pacer }, { from, to }, after) {
    const options = { withinMs: CALL_WITHIN_MS, meter: pacer.meter(CHANGED_PAGE_COST) };
    const request = { query: changedBetween(from, to), after };
    return mapOk(await readChangedProducts(shop.domain, request, options), ({ nodes, next }) => ({
      resources: nodes.map((product) => ({
        id: plainId(product.id) ?? product.id,
        gid: product.id,
        createdAt: Date.parse(product.createdAt),
        updatedAt: Date.parse(product.updatedAt),
        facts: {
          title: product.title || null,
          handle: product.handle || null,
          vendor: product.vendor || null,
          product_type: product.productType || null,
          status: lower(product.status),
          tags: tags(product.tags),
          stock: String(product.totalInventory),
        },
      })),
      next,
    }));
  },

  async whole({ shop, pacer }, gids) {
    return inChunks(gids, 1, async ([id = ""]) => {
      const meter = pacer.meter(PRODUCT_COST);
      const read = await readProduct(shop.domain, id, { withinMs: CALL_WITHIN_MS, meter });
      return mapOk(read, (product) =>
        product
          ? [
              {
                id: plainId(product.id) ?? product.id,
                gid: product.id,
                name: product.title,
                createdAt: Date.parse(product.createdAt),
                updatedAt: Date.parse(product.updatedAt),
                payload: mapProduct(product, shop.timeZone),
                happenings: [],
              },
            ]
          : [],
      );
    });
  },
};
