import { recordAudit } from "#app/audit-store.server.ts";
import { prisma, type Transaction } from "#app/db.server.ts";
import { isId } from "#app/event-log/event-filter.ts";
import { smallestId, timeOfId } from "#app/event-log/partition.ts";
import { laneKey } from "#app/event-log/resource.ts";
import { newId } from "#app/ids.server.ts";
import { type DueNow, makeDueNow } from "./retry-now-store.server.ts";

/**
 * Whether a receiver that remembers ids shall pass over what it has processed: the same
 * `webhook-id` as the first time, or a new one.
 */
export type ReplayMode = "skip-if-processed" | "process-again";

export type ReplayRequest = Readonly<{
  /** Where to; left out: wherever it went before. */
  destinationIds?: readonly string[];
  mode: ReplayMode;
  /** A staff member's id. */
  actor: string;
}>;

export type ReplayResult =
  | Readonly<{ kind: "not_found" }>
  /** Its bytes were erased: there is nothing to send. */
  | Readonly<{ kind: "redacted" }>
  | Readonly<{
      kind: "replayed";
      /** New deliveries, appended to their lanes. */
      appended: readonly Readonly<{ destinationId: string; deliveryId: string }>[];
      /** Still pending ones, which are due now instead of later. */
      dueNow: readonly Readonly<{ destinationId: string; deliveryId: string; result: DueNow }>[];
      /** Destinations that do not exist (any more). */
      missing: readonly string[];
    }>;

/**
 * Sends an event again, on a person's word. A finished delivery is never reset: a new one is
 * appended to its lane, behind whatever waits there. The one exception is a lane that is held by
 * this very dead letter, where the replay takes the place that everything else waits for.
 */
export async function replayEvent(
  shopId: string,
  eventId: string,
  request: ReplayRequest,
): Promise<ReplayResult> {
  if (!isId(eventId)) return { kind: "not_found" };
  return prisma.$transaction(async (tx) => {
    const event = await findReplayable(tx, shopId, eventId);
    if (!event) return { kind: "not_found" };
    if (event.bodyEncoding === "none" || !event.hasBody) return { kind: "redacted" };
    const earlier = await tx.delivery.findMany({
      where: { shopId, eventId: event.id, id: { gte: smallestId(timeOfId(event.id)) } },
      orderBy: { id: "asc" },
      select: { id: true, destinationId: true, laneKey: true, state: true, sendId: true },
    });
    const wanted = request.destinationIds ?? earlier.map(({ destinationId }) => destinationId);
    const ids = [...new Set(wanted)].filter(isId).sort();
    const destinations = await tx.destination.findMany({
      where: { shopId, id: { in: ids }, state: { not: "deleted" } },
      select: { id: true },
    });
    const present = new Set(destinations.map(({ id }) => id));
    const appended: { destinationId: string; deliveryId: string }[] = [];
    const dueNow: { destinationId: string; deliveryId: string; result: DueNow }[] = [];
    for (const destinationId of ids.filter((id) => present.has(id))) {
      const before = earlier.filter((delivery) => delivery.destinationId === destinationId);
      const newest = before.at(-1);
      if (newest?.state === "pending") {
        const result = await makeDueNow(tx, shopId, { ...newest, destinationId });
        dueNow.push({ destinationId, deliveryId: newest.id, result });
      } else {
        const deliveryId = await append(tx, shopId, event, destinationId, before, request.mode);
        appended.push({ destinationId, deliveryId });
      }
    }
    for (const { destinationId, deliveryId } of [...appended, ...dueNow]) {
      await recordAudit(
        shopId,
        {
          actor: request.actor,
          action: "delivery.replay",
          subject: deliveryId,
          detail: { eventId, destinationId, mode: request.mode },
        },
        tx,
      );
    }
    await tx.$executeRaw`SELECT pg_notify('rollcall_work', '')`;
    const missing = [...new Set(wanted)].filter((id) => !present.has(id));
    return { kind: "replayed", appended, dueNow, missing };
  });
}

type ReplayableEvent = Readonly<{
  id: string;
  topic: string;
  resourceKind: string;
  resourceId: string | null;
  bodyEncoding: string;
  hasBody: boolean;
}>;

/** An event that was collapsed into another is replayed as that one, whose deliveries stand for it. */
async function findReplayable(
  tx: Transaction,
  shopId: string,
  eventId: string,
): Promise<ReplayableEvent | undefined> {
  const [row] = await tx.$queryRaw<ReplayableEvent[]>`
    SELECT o.id, o.topic, o.resource_kind AS "resourceKind", o.resource_id AS "resourceId",
      o.body_encoding AS "bodyEncoding", o.body IS NOT NULL AS "hasBody"
    FROM event e JOIN event o ON o.shop_id = e.shop_id AND o.id = COALESCE(e.same_as, e.id)
    WHERE e.shop_id = ${shopId}::uuid AND e.id = ${eventId}::uuid`;
  return row;
}

type Earlier = Readonly<{ id: string; laneKey: string; sendId: string | null }>;

async function append(
  tx: Transaction,
  shopId: string,
  event: ReplayableEvent,
  destinationId: string,
  before: readonly Earlier[],
  mode: ReplayMode,
): Promise<string> {
  const id = newId();
  // Every replay points to the first delivery: what waits behind a dead letter comes after that
  // one, and its id is the `webhook-id` that the receiver may remember.
  const original = before[0];
  const replaced = before.at(-1)?.id ?? id;
  const sendId = original && mode === "skip-if-processed" ? (original.sendId ?? original.id) : id;
  const { topic, resourceKind: kind, resourceId } = event;
  const key =
    original?.laneKey ?? laneKey(topic, { kind, id: resourceId, name: null, updatedAt: null });
  await tx.delivery.create({
    data: {
      shopId,
      id,
      eventId: event.id,
      destinationId,
      laneKey: key,
      topic,
      replayOf: original?.id ?? null,
      sendId,
    },
  });
  await tx.$executeRaw`
    INSERT INTO lane AS l (shop_id, destination_id, key, head_id, pending, next_at)
    VALUES (${shopId}::uuid, ${destinationId}::uuid, ${key}, ${id}::uuid, 1, now())
    ON CONFLICT (shop_id, destination_id, key) DO UPDATE SET
      pending = l.pending + 1,
      head_id = CASE WHEN l.next_at = 'infinity' AND l.head_id = ${replaced}::uuid
        THEN EXCLUDED.head_id ELSE l.head_id END,
      next_at = CASE WHEN l.next_at = 'infinity' AND l.head_id = ${replaced}::uuid
        THEN EXCLUDED.next_at ELSE l.next_at END`;
  return id;
}
