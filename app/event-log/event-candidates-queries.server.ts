import { prisma } from "#app/db.server.ts";
import { shopById } from "#app/shop-directory-store.server.ts";
import { Prisma } from "#prisma/client.ts";
import { type EventFilter, isId } from "./event-filter.ts";
import { smallestId, timeOfId } from "./partition.ts";
import { queryTerms } from "./search-term.ts";

/** Where to look: ids below `below` (exclusive) and from `floor` on (inclusive). */
export type Span = Readonly<{ below: string; floor: string }>;

/** Ids in descending order, and the id down to which all have been looked at (undefined: to the end). */
export type Chunk = Readonly<{ ids: readonly string[]; reached: string | undefined }>;

/** Yields the next `size` or fewer events of a span that could match. */
export type Candidates = (span: Span, size: number) => Promise<Chunk>;

const HIGHEST = "ffffffff-ffff-ffff-ffff-ffffffffffff";
/** The whole log. */
export const EVERYTHING: Span = { below: HIGHEST, floor: "00000000-0000-0000-0000-000000000000" };

const DAY_MS = 86_400_000;
/** Events that one window of a search yields at most. */
const MOST_HITS = 20_000;

/**
 * Chooses the index that narrows a filter most. `settles`: what the source yields needs no further check.
 */
export async function chooseCandidates(
  shopId: string,
  filter: EventFilter,
): Promise<{ candidates: Candidates; settles: boolean }> {
  const { text, topics, sources, states, destinationId } = filter;
  const needsDelivery = states.length > 0 || destinationId !== undefined;
  if (text !== "") {
    const settles = !needsDelivery && topics.length === 0 && sources.length === 0;
    return { candidates: await byText(shopId, text), settles };
  }
  if (states.length > 0 && states.every((state) => state === "failed" || state === "retrying")) {
    return { candidates: byProblem(shopId), settles: false };
  }
  if (states.length > 0 && states.every((state) => state === "waiting" || state === "retrying")) {
    return { candidates: await byPending(shopId), settles: false };
  }
  if (sources.length > 0 && !sources.includes("webhook")) {
    const settles = !needsDelivery && topics.length === 0;
    return { candidates: byColumn(shopId, "source", sources), settles };
  }
  if (topics.length > 0) {
    const settles = !needsDelivery && sources.length === 0;
    return { candidates: byColumn(shopId, "topic", topics), settles };
  }
  return { candidates: byTime(shopId), settles: !needsDelivery && sources.length === 0 };
}

function byTime(shopId: string): Candidates {
  return async ({ below, floor }, size) =>
    asChunk(
      await prisma.$queryRaw<Row[]>`
        SELECT id FROM event
        WHERE shop_id = ${shopId}::uuid AND id < ${below}::uuid AND id >= ${floor}::uuid
        ORDER BY id DESC LIMIT ${size}`,
      size,
    );
}

/** One index walk per value, then merged: an index cannot give several topics in the order of ids. */
function byColumn(
  shopId: string,
  column: "topic" | "source",
  values: readonly string[],
): Candidates {
  // Says what the partial index on the source needs to hear to be used.
  const condition =
    column === "topic"
      ? Prisma.sql`topic = wanted.value`
      : Prisma.sql`source = wanted.value AND source <> 'webhook'`;
  return async ({ below, floor }, size) =>
    asChunk(
      await prisma.$queryRaw<Row[]>`
        SELECT picked.id FROM unnest(${[...values]}::text[]) AS wanted(value),
          LATERAL (
            SELECT id FROM event
            WHERE shop_id = ${shopId}::uuid AND ${condition}
              AND id < ${below}::uuid AND id >= ${floor}::uuid
            ORDER BY id DESC LIMIT ${size}
          ) AS picked
        ORDER BY picked.id DESC LIMIT ${size}`,
      size,
    );
}

/** Events with a delivery that is failing or dead: few, with an index of their own. */
function byProblem(shopId: string): Candidates {
  return async ({ below, floor }, size) =>
    asChunk(
      await prisma.$queryRaw<Row[]>`
        SELECT DISTINCT event_id AS id FROM delivery
        WHERE shop_id = ${shopId}::uuid AND problem
          AND event_id < ${below}::uuid AND event_id >= ${floor}::uuid
          AND id >= ${sameMoment(floor)}::uuid
        ORDER BY event_id DESC LIMIT ${size}`,
      size,
    );
}

/**
 * Events with a delivery that still waits: nothing older than the head of the oldest lane does. A
 * delivery has the time of its event in its id, so a walk along the ids of deliveries is one along
 * events; replays are made later, but are few and have an index of their own.
 */
async function byPending(shopId: string): Promise<Candidates> {
  const [oldest] = await prisma.$queryRaw<Row[]>`
    SELECT head_id AS id FROM lane WHERE shop_id = ${shopId}::uuid ORDER BY head_id LIMIT 1`;
  if (!oldest) return () => Promise.resolve({ ids: [], reached: undefined });
  return async ({ below, floor }, size) => {
    const from = later(oldest.id, sameMoment(floor));
    const originals = await prisma.$queryRaw<Row[]>`
      SELECT event_id AS id FROM delivery
      WHERE shop_id = ${shopId}::uuid AND state = 'pending' AND replay_of IS NULL
        AND id < ${justAfter(below)}::uuid AND id >= ${from}::uuid
        AND event_id < ${below}::uuid AND event_id >= ${floor}::uuid
      ORDER BY id DESC LIMIT ${size}`;
    const { reached } = asChunk(originals, size);
    const replays = await prisma.$queryRaw<Row[]>`
      SELECT event_id AS id FROM delivery
      WHERE shop_id = ${shopId}::uuid AND state = 'pending' AND replay_of IS NOT NULL
        AND id >= ${from}::uuid
        AND event_id < ${below}::uuid AND event_id >= ${reached ?? floor}::uuid`;
    return { ids: newestFirst([...originals, ...replays].map(({ id }) => id)), reached };
  };
}

/**
 * Events that hold one of the terms the text could mean, or that have it as their webhook id. Looks
 * through windows that widen into the past, so that a common term reads the newest days only.
 */
async function byText(shopId: string, text: string): Promise<Candidates> {
  const { key } = await shopById(shopId);
  const terms = key ? queryTerms(text).map((term) => key.term(term)) : [];
  const named = await byExactId(shopId, text);
  return async ({ below, floor }) => {
    const newest = Math.min(timeOfId(below), Date.now() + DAY_MS);
    for (const days of [1, 4, 16, 64, undefined]) {
      const from = days === undefined ? floor : later(smallestId(newest - days * DAY_MS), floor);
      const rows = await prisma.$queryRaw<Row[]>`
        WITH hit AS MATERIALIZED (
          SELECT id FROM event
          WHERE shop_id = ${shopId}::uuid AND terms && ${terms}::bigint[]
            AND id < ${below}::uuid AND id >= ${from}::uuid
        )
        SELECT id FROM hit ORDER BY id DESC LIMIT ${MOST_HITS}`;
      const exact = named.filter((id) => id < below && id >= from);
      const ids = newestFirst([...rows.map(({ id }) => id), ...exact]);
      if (from === floor) return { ids, reached: undefined };
      if (ids.length > 0) return { ids, reached: from };
    }
    return { ids: [], reached: undefined };
  };
}

async function byExactId(shopId: string, text: string): Promise<string[]> {
  const keys = await prisma.webhookKey.findMany({
    where: { shopId, webhookId: text },
    select: { eventId: true },
  });
  const typed = text.toLowerCase();
  const own = isId(typed)
    ? await prisma.event.findMany({ where: { shopId, id: typed }, select: { id: true } })
    : [];
  return [...keys.map(({ eventId }) => eventId), ...own.map(({ id }) => id)];
}

type Row = Readonly<{ id: string }>;

function asChunk(rows: readonly Row[], size: number): Chunk {
  return {
    ids: rows.map(({ id }) => id),
    reached: rows.length < size ? undefined : rows.at(-1)?.id,
  };
}

function newestFirst(ids: readonly string[]): string[] {
  return [...new Set(ids)].sort().reverse();
}

/** UUIDs sort as their text does. */
function later(left: string, right: string): string {
  return left > right ? left : right;
}

/** Bounds on delivery ids for a bound on event ids: the time is shared, the random rest is not. */
function sameMoment(id: string): string {
  return smallestId(timeOfId(id));
}

function justAfter(id: string): string {
  return id >= "ffffffff" ? HIGHEST : smallestId(timeOfId(id) + 1);
}
