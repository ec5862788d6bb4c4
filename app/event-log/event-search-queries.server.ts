import { prisma } from "#app/db.server.ts";
import { Prisma } from "#prisma/client.ts";
import { chooseCandidates, type Span } from "./event-candidates-queries.server.ts";
import type { DeliveryView, EventFilter } from "./event-filter.ts";
import { smallestId, timeOfId } from "./partition.ts";

export type Found = Readonly<{
  /** Newest first. */
  ids: readonly string[];
  /** Look below this id for more; undefined when everything has been looked at. */
  next: string | undefined;
  /** True when the search stopped at its budget before the page was full. */
  cutShort: boolean;
}>;

/** Candidates that one page looks at before it says how far it got: keeps the worst page quick. */
const BUDGET = 10_000;
const FIRST_CHUNK = 250;
const DAY_MS = 86_400_000;

/**
 * Finds the newest events of a shop that match, by keyset on the id and never by offset. The most
 * selective part of the filter drives an index, the rest is checked on chunks of what it yields.
 */
export async function findEvents(
  shopId: string,
  filter: EventFilter,
  span: Span,
  limit: number,
): Promise<Found> {
  const { candidates, settles } = await chooseCandidates(shopId, filter);
  const found: string[] = [];
  let looked = 0;
  let below = span.below;
  let size = settles ? limit + 1 : FIRST_CHUNK;
  for (;;) {
    const chunk = await candidates({ below, floor: span.floor }, size);
    looked += chunk.ids.length;
    found.push(...(settles ? chunk.ids : await matching(shopId, filter, chunk.ids)));
    if (found.length > limit) {
      return { ids: found.slice(0, limit), next: found[limit - 1], cutShort: false };
    }
    if (chunk.reached === undefined) return { ids: found, next: undefined, cutShort: false };
    if (looked >= BUDGET) return { ids: found, next: chunk.reached, cutShort: true };
    below = chunk.reached;
    size = Math.min(size * 4, BUDGET / 4);
  }
}

/** Of `ids` (descending), those that the whole filter lets through, in the same order. */
async function matching(
  shopId: string,
  filter: EventFilter,
  ids: readonly string[],
): Promise<string[]> {
  const newest = ids[0];
  const oldest = ids.at(-1);
  if (newest === undefined || oldest === undefined) return [];
  const { topics, sources, states, destinationId } = filter;
  const conditions = [
    Prisma.sql`e.shop_id = ${shopId}::uuid AND e.id = ANY(${[...ids]}::uuid[])`,
    Prisma.sql`e.id >= ${oldest}::uuid AND e.id <= ${newest}::uuid`,
    ...(topics.length > 0 ? [Prisma.sql`e.topic = ANY(${[...topics]})`] : []),
    ...(sources.length > 0 ? [Prisma.sql`e.source = ANY(${[...sources]})`] : []),
    ...(states.length > 0 || destinationId
      ? [deliveryCondition(shopId, states, destinationId, oldest)]
      : []),
  ];
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    SELECT e.id FROM event e WHERE ${Prisma.join(conditions, " AND ")} ORDER BY e.id DESC`;
  return rows.map(({ id }) => id);
}

/** The newest delivery to a destination counts: what was replayed with success failed no longer. */
function deliveryCondition(
  shopId: string,
  states: readonly DeliveryView[],
  destinationId: string | undefined,
  oldest: string,
): Prisma.Sql {
  // An event that stands for the same thing as an earlier one has its deliveries there.
  const floor = smallestId(timeOfId(oldest) - DAY_MS);
  return Prisma.sql`EXISTS (
    SELECT 1 FROM (
      SELECT DISTINCT ON (d.destination_id) d.destination_id, d.state, d.problem FROM delivery d
      WHERE d.shop_id = ${shopId}::uuid AND d.event_id = coalesce(e.same_as, e.id)
        AND d.id >= ${floor}::uuid
        ${destinationId ? Prisma.sql`AND d.destination_id = ${destinationId}::uuid` : Prisma.empty}
      ORDER BY d.destination_id, d.id DESC
    ) AS latest
    ${states.length > 0 ? Prisma.sql`WHERE ${Prisma.join(states.map(stateCondition), " OR ")}` : Prisma.empty}
  )`;
}

function stateCondition(state: DeliveryView): Prisma.Sql {
  switch (state) {
    case "waiting":
      return Prisma.sql`(state = 'pending' AND NOT problem)`;
    case "retrying":
      return Prisma.sql`(state = 'pending' AND problem)`;
    case "failed":
      return Prisma.sql`state = 'dead'`;
    case "delivered":
    case "filtered":
    case "cancelled":
      return Prisma.sql`state = ${state}`;
  }
}
