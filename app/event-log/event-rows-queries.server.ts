import { prisma } from "#app/db.server.ts";
import { type DeliveryView, deliveryView, type EventSource } from "./event-filter.ts";
import { smallestId, timeOfId } from "./partition.ts";

/** How the newest delivery of an event to one destination stands. */
export type DeliveryMark = Readonly<{
  destinationId: string;
  view: DeliveryView;
  attempts: number;
}>;

export type EventRow = Readonly<{
  id: string;
  topic: string;
  source: EventSource;
  resourceKind: string;
  resourceId: string | null;
  resourceName: string | null;
  receivedAt: Date;
  deliveries: readonly DeliveryMark[];
}>;

/** What a list shows of events. @param ids newest first */
export async function readRows(shopId: string, ids: readonly string[]): Promise<EventRow[]> {
  const newest = ids[0];
  const oldest = ids.at(-1);
  if (newest === undefined || oldest === undefined) return [];
  const events = await prisma.event.findMany({
    where: { shopId, id: { in: [...ids], gte: oldest, lte: newest } },
    orderBy: { id: "desc" },
    select: {
      id: true,
      topic: true,
      source: true,
      resourceKind: true,
      resourceId: true,
      resourceName: true,
      receivedAt: true,
      sameAs: true,
    },
  });
  const names = await readNames(shopId, events);
  const marks = await readMarks(shopId, [
    ...new Set(events.map((event) => event.sameAs ?? event.id)),
  ]);
  return events.map(({ sameAs, source, ...event }) => ({
    ...event,
    source: source as EventSource,
    resourceName: event.resourceName ?? names.get(event.resourceId ?? "") ?? null,
    deliveries: marks.get(sameAs ?? event.id) ?? [],
  }));
}

type Unnamed = Readonly<{
  resourceKind: string;
  resourceId: string | null;
  resourceName: string | null;
}>;

/** A refund does not say its order's name; other events of the same order do. */
export async function readNames(
  shopId: string,
  events: readonly Unnamed[],
): Promise<Map<string, string>> {
  const unnamed = events.flatMap(({ resourceKind, resourceId, resourceName }) =>
    resourceKind === "order" && resourceName === null && resourceId !== null ? [resourceId] : [],
  );
  if (unnamed.length === 0) return new Map();
  const rows = await prisma.$queryRaw<{ id: string; name: string }[]>`
    SELECT wanted.id, named.resource_name AS name
    FROM unnest(${[...new Set(unnamed)]}::text[]) AS wanted(id), LATERAL (
      SELECT resource_name FROM event
      WHERE shop_id = ${shopId}::uuid AND resource_id = wanted.id AND resource_kind = 'order'
        AND resource_name IS NOT NULL
      ORDER BY id DESC LIMIT 1
    ) AS named`;
  return new Map(rows.map(({ id, name }) => [id, name]));
}

type MarkRow = Readonly<{
  event_id: string;
  destination_id: string;
  state: string;
  problem: boolean;
  attempts: number;
}>;

/** The lower bound on the ids spares all partitions of days before the oldest of these events. */
async function readMarks(
  shopId: string,
  eventIds: readonly string[],
): Promise<Map<string, DeliveryMark[]>> {
  const floor = smallestId(Math.min(...eventIds.map(timeOfId)));
  const rows = await prisma.$queryRaw<MarkRow[]>`
    SELECT DISTINCT ON (event_id, destination_id)
      event_id, destination_id, state, problem, attempts
    FROM delivery
    WHERE shop_id = ${shopId}::uuid AND event_id = ANY(${[...eventIds]}::uuid[])
      AND id >= ${floor}::uuid
    ORDER BY event_id, destination_id, id DESC`;
  const marks = new Map<string, DeliveryMark[]>();
  for (const row of rows) {
    const mark = {
      destinationId: row.destination_id,
      view: deliveryView(row.state, row.problem),
      attempts: row.attempts,
    };
    marks.set(row.event_id, [...(marks.get(row.event_id) ?? []), mark]);
  }
  return marks;
}
