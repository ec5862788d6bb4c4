import { prisma } from "#app/db.server.ts";
import { deleteDestination } from "#app/destinations/destination-store.server.ts";

const LANES_AT_ONCE = 1_000;

/**
 * Deletes a destination, and cancels what it was still owed, in portions that hold no lock for
 * long. What was delivered, and how, stays to be seen.
 * @returns false when the shop has no such destination.
 */
export async function removeDestination(
  shopId: string,
  destinationId: string,
  actor: string,
): Promise<boolean> {
  if (!(await deleteDestination(shopId, destinationId, actor))) return false;
  while ((await cancelSome(shopId, destinationId)) > 0);
  return true;
}

async function cancelSome(shopId: string, destinationId: string): Promise<number> {
  const rows = await prisma.$queryRaw<{ lanes: number }[]>`
    WITH portion AS (
      SELECT key FROM lane
      WHERE shop_id = ${shopId}::uuid AND destination_id = ${destinationId}::uuid
      ORDER BY key LIMIT ${LANES_AT_ONCE} FOR UPDATE
    ), gone AS (
      DELETE FROM lane l USING portion
      WHERE l.shop_id = ${shopId}::uuid AND l.destination_id = ${destinationId}::uuid
        AND l.key = portion.key
      RETURNING l.key
    ), cancelled AS (
      UPDATE delivery d SET state = 'cancelled', dead_reason = 'destination_deleted',
        finished_at = now(), next_attempt_at = NULL, problem = false
      FROM gone
      WHERE d.shop_id = ${shopId}::uuid AND d.destination_id = ${destinationId}::uuid
        AND d.lane_key = gone.key AND d.state = 'pending'
    )
    SELECT count(*)::int AS lanes FROM gone`;
  return rows[0]?.lanes ?? 0;
}
