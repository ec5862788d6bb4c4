import { prisma } from "#app/db.server.ts";
import { forgetRecords } from "#app/destinations/crm/record-store.server.ts";
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
  await forgetRecords(shopId, destinationId);
  return true;
}

async function cancelSome(shopId: string, destinationId: string): Promise<number> {
  return prisma.$transaction(async (tx) => {
    const lanes = await tx.$queryRaw<{ key: string }[]>`
      DELETE FROM lane WHERE shop_id = ${shopId}::uuid AND destination_id = ${destinationId}::uuid
        AND key IN (
          SELECT key FROM lane
          WHERE shop_id = ${shopId}::uuid AND destination_id = ${destinationId}::uuid
          ORDER BY key LIMIT ${LANES_AT_ONCE} FOR UPDATE
        )
      RETURNING key`;
    await tx.delivery.updateMany({
      where: {
        shopId,
        destinationId,
        laneKey: { in: lanes.map(({ key }) => key) },
        state: "pending",
      },
      data: {
        state: "cancelled",
        deadReason: "destination_deleted",
        finishedAt: new Date(),
        nextAttemptAt: null,
        problem: false,
      },
    });
    return lanes.length;
  });
}
