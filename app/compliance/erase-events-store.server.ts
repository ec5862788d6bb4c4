import { prisma, type Transaction } from "#app/db.server.ts";

/**
 * Erases events wherever something of them stands: body, headers, names, ids and search terms; the
 * hashes of their receipts; what destinations answered. What was still owed is cancelled. That there
 * was an event, its topic and its times stay, and so does the count of what was received.
 * @param ids at most some hundred: it is one transaction
 * @returns how many of them had a body.
 */
export async function eraseEvents(shopId: string, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const events = [...ids];
  return prisma.$transaction(
    async (tx) => {
      await cancelOwed(tx, shopId, events);
      await eraseDeliveries(tx, shopId, events);
      await tx.$executeRaw`
        UPDATE receipt SET body_hash = ''
        WHERE shop_id = ${shopId}::uuid AND event_id = ANY(${events}::uuid[])`;
      const erased = await tx.$queryRaw<{ had: boolean }[]>`
        UPDATE event e SET body = NULL, body_encoding = 'none', body_hash = '', headers = '[]',
          resource_id = NULL, resource_name = NULL, resource_updated_at = NULL, terms = '{}'
        FROM (SELECT id, body IS NOT NULL AS had FROM event
          WHERE shop_id = ${shopId}::uuid AND id = ANY(${events}::uuid[]) FOR UPDATE) before
        WHERE e.shop_id = ${shopId}::uuid AND e.id = before.id
        RETURNING before.had`;
      return erased.filter(({ had }) => had).length;
    },
    { timeout: 60_000 },
  );
}

/** What sweeps and CRMs have noted of the person and of their orders: ids and names in the clear. */
export async function eraseNotedRecords(
  shopId: string,
  {
    customerIds,
    orderIds,
  }: Readonly<{ customerIds: Iterable<string>; orderIds: Iterable<string> }>,
): Promise<void> {
  for (const [resourceKind, ids] of [
    ["customer", [...customerIds]],
    ["order", [...orderIds]],
  ] as const) {
    const where = { shopId, resourceKind, resourceId: { in: [...ids] } };
    await prisma.comparedResource.deleteMany({ where });
    await prisma.gap.deleteMany({ where });
    await prisma.crmRecord.deleteMany({
      where: { shopId, object: resourceKind, sourceId: { in: [...ids] } },
    });
  }
}

type Lane = Readonly<{ destination_id: string; lane_key: string }>;

/**
 * Takes what is owed of these events out of its lanes. The lanes are locked first, in the order in
 * which workers lock them; a worker that is sending at this moment loses its lease, so that it writes
 * down nothing of what comes back.
 */
async function cancelOwed(tx: Transaction, shopId: string, events: string[]): Promise<void> {
  const lanes = await tx.$queryRaw<Lane[]>`
    SELECT l.destination_id, l.key AS lane_key FROM lane l
    WHERE l.shop_id = ${shopId}::uuid AND (l.destination_id, l.key) IN (
      SELECT destination_id, lane_key FROM delivery
      WHERE shop_id = ${shopId}::uuid AND event_id = ANY(${events}::uuid[])
    )
    ORDER BY l.shop_id, l.destination_id, l.key FOR UPDATE`;
  await tx.$executeRaw`
    UPDATE delivery SET state = 'cancelled', dead_reason = 'erased', finished_at = now(),
      next_attempt_at = NULL, problem = false
    WHERE shop_id = ${shopId}::uuid AND event_id = ANY(${events}::uuid[]) AND state = 'pending'`;
  for (const lane of lanes) await settle(tx, shopId, lane);
  if (lanes.length > 0) await tx.$executeRaw`SELECT pg_notify('rollcall_work', '')`;
}

/** Points a locked lane to what is left in it, or takes it away. */
async function settle(tx: Transaction, shopId: string, lane: Lane): Promise<void> {
  const { destination_id: destinationId, lane_key: laneKey } = lane;
  const left = await tx.$queryRaw<{ id: string | null; count: bigint }[]>`
    SELECT min(id::text)::uuid AS id, count(*) FROM delivery
    WHERE shop_id IS NOT DISTINCT FROM ${shopId}::uuid AND destination_id = ${destinationId}::uuid
      AND lane_key = ${laneKey} AND state = 'pending'`;
  const { id = null, count = 0n } = left[0] ?? {};
  if (id === null) {
    await tx.lane.deleteMany({ where: { shopId, destinationId, key: laneKey } });
    return;
  }
  await tx.$executeRaw`
    UPDATE lane SET head_id = ${id}::uuid, pending = ${Number(count)},
      next_at = CASE WHEN head_id = ${id}::uuid THEN next_at ELSE now() END,
      leased_until = CASE WHEN head_id = ${id}::uuid THEN leased_until END,
      fence = CASE WHEN head_id = ${id}::uuid THEN fence ELSE 0 END
    WHERE shop_id = ${shopId}::uuid AND destination_id = ${destinationId}::uuid
      AND key = ${laneKey}`;
}

/** Dead letters too: their reason is a code, but their lane may name a person. */
async function eraseDeliveries(tx: Transaction, shopId: string, events: string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE attempt SET response_body = NULL, response_headers = NULL
    WHERE shop_id = ${shopId}::uuid AND delivery_id IN (
      SELECT id FROM delivery
      WHERE shop_id = ${shopId}::uuid AND event_id = ANY(${events}::uuid[])
    )`;
  await tx.$executeRaw`
    UPDATE delivery SET lane_key = 'erased/' || event_id::text
    WHERE shop_id = ${shopId}::uuid AND event_id = ANY(${events}::uuid[])`;
  // A lane that was held by one of these has nothing behind it any more, or was settled above.
}
