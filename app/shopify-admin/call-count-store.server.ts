import { prisma } from "#app/db.server.ts";
import { log } from "#app/log.server.ts";
import { findOrNoteShop } from "#app/shop-directory-store.server.ts";

/** How a try of a call ended, as people tell them apart. */
export type CallResult = "success" | "user-error" | "throttled" | "refused" | "unreachable";

/**
 * Counts a try of a call to Shopify in the hour's row. A figure that could not be written is not
 * worth a call that has been made: it is left out.
 * @param shop `something.myshopify.com`
 */
export async function countCall(
  shop: string,
  call: string,
  outcome: CallResult,
  points: number,
): Promise<void> {
  try {
    const { shopId } = await findOrNoteShop(shop);
    await prisma.$executeRaw`
      INSERT INTO api_call_count AS c (shop_id, hour, call, outcome, count, cost)
      VALUES (${shopId}::uuid, date_trunc('hour', now(), 'UTC'), ${call}, ${outcome}, 1, ${Math.round(points)})
      ON CONFLICT (shop_id, hour, call, outcome)
        DO UPDATE SET count = c.count + 1, cost = c.cost + EXCLUDED.cost`;
  } catch (error) {
    log.warn({ call, err: error instanceof Error ? error : undefined }, "a call was not counted");
  }
}
