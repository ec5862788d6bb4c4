import { recordAudit } from "#app/audit-store.server.ts";
import { prisma, type Transaction } from "#app/db.server.ts";
import { isId } from "#app/event-log/event-filter.ts";

/**
 * - `due`: its lane is due now. Where something stands before it, that is tried first
 * - `running`: it is being sent at this moment
 * - `held`: a dead letter holds its lane; that one has to be replayed or passed over
 */
export type DueNow = "due" | "running" | "held";

type Pending = Readonly<{ id: string; destinationId: string; laneKey: string }>;

/** Moves the next attempt of a pending delivery to now; the wait that is left is not counted. */
export async function makeDueNow(
  tx: Transaction,
  shopId: string,
  { destinationId, laneKey }: Pending,
): Promise<DueNow> {
  const [lane] = await tx.$queryRaw<{ held: boolean; running: boolean }[]>`
    SELECT next_at = 'infinity' AS held, COALESCE(leased_until > now(), false) AS running
    FROM lane WHERE shop_id = ${shopId}::uuid AND destination_id = ${destinationId}::uuid
      AND key = ${laneKey} FOR UPDATE`;
  if (lane?.held) return "held";
  if (!lane || lane.running) return "running";
  await tx.$executeRaw`
    UPDATE lane SET next_at = now() WHERE shop_id = ${shopId}::uuid
      AND destination_id = ${destinationId}::uuid AND key = ${laneKey}`;
  return "due";
}

export type RetryNowResult = DueNow | "not_pending" | "not_found";

/** A person's retry of a delivery that waits for its next attempt. */
export async function retryNow(
  shopId: string,
  deliveryId: string,
  actor: string,
): Promise<RetryNowResult> {
  if (!isId(deliveryId)) return "not_found";
  return prisma.$transaction(async (tx) => {
    const delivery = await tx.delivery.findUnique({
      where: { shopId_id: { shopId, id: deliveryId } },
      select: { id: true, destinationId: true, laneKey: true, state: true },
    });
    if (!delivery) return "not_found";
    if (delivery.state !== "pending") return "not_pending";
    const result = await makeDueNow(tx, shopId, delivery);
    await recordAudit(
      shopId,
      { actor, action: "delivery.retry_now", subject: deliveryId, detail: { result } },
      tx,
    );
    await tx.$executeRaw`SELECT pg_notify('rollcall_work', '')`;
    return result;
  });
}

/**
 * Lets a lane go on that a dead letter holds; the dead letter itself stays what it is.
 * @returns false when the delivery holds no lane.
 */
export async function passOverDeadLetter(
  shopId: string,
  deliveryId: string,
  actor: string,
): Promise<boolean> {
  if (!isId(deliveryId)) return false;
  return prisma.$transaction(async (tx) => {
    const delivery = await tx.delivery.findUnique({
      where: { shopId_id: { shopId, id: deliveryId } },
      select: { destinationId: true, laneKey: true, replayOf: true },
    });
    if (!delivery) return false;
    const { destinationId, laneKey, replayOf } = delivery;
    const held = await tx.$queryRaw<{ key: string }[]>`
      SELECT key FROM lane WHERE shop_id = ${shopId}::uuid
        AND destination_id = ${destinationId}::uuid AND key = ${laneKey}
        AND head_id = ${deliveryId}::uuid AND next_at = 'infinity' FOR UPDATE`;
    if (held.length === 0) return false;
    // Looked for under the lane's lock: nothing can come in between.
    const next = await tx.delivery.findFirst({
      where: {
        shopId,
        destinationId,
        laneKey,
        state: "pending",
        id: { gt: replayOf ?? deliveryId },
      },
      orderBy: { id: "asc" },
      select: { id: true },
    });
    const where = { shopId, destinationId, key: laneKey };
    if (next) {
      await tx.lane.updateMany({ where, data: { headId: next.id, nextAt: new Date() } });
    } else {
      await tx.lane.deleteMany({ where });
    }
    await recordAudit(shopId, { actor, action: "delivery.pass_over", subject: deliveryId }, tx);
    await tx.$executeRaw`SELECT pg_notify('rollcall_work', '')`;
    return true;
  });
}
