import type pg from "pg";
import { smallestId } from "#app/event-log/partition.ts";
import { CLAIM, READ_HEADS } from "./claim-statement.ts";

/**
 * Lanes as the workers see them, across shops. Claim and completion run on a pg pool (see
 * `worker-pool.server.ts`) rather than through Prisma: they are most of what a delivery costs, and
 * a named statement spares the planning, which takes longer than the work.
 */

/** A lane that is leased to this worker. */
export type LeasedLane = Readonly<{
  shopId: string;
  destinationId: string;
  laneKey: string;
  /** Token of the lease: what is written later holds only while the lane still has it. */
  fence: string;
}>;

/** The head of a lane, leased to this worker, with all that sending it needs. */
export type ClaimedDelivery = LeasedLane &
  Readonly<{
    /** On the clock of `performance.now()`: from then on another worker may hold the lane. */
    leaseEndsAt: number;
    /** Changes whenever the destination's settings do. */
    destinationVersion: number;
    /** Undefined when what the lane points to is not there to be sent. */
    delivery: HeadDelivery | undefined;
  }>;

export type HeadDelivery = Readonly<{
  id: string;
  eventId: string;
  topic: string;
  attempts: number;
  nextAttemptAt: Date | null;
  ageMs: number;
  replayOf: string | null;
  sendId: string | null;
  /** Undefined when the event is not in the log any more. */
  event: HeadEvent | undefined;
}>;

export type HeadEvent = Readonly<{
  source: string;
  headers: unknown;
  /** Null once redacted. */
  body: Buffer | null;
  bodyEncoding: string;
  bodyBytes: number;
  stale: boolean;
  /** The same happening has reached the destination by its other way: see `READ_HEADS`. */
  superseded: boolean;
}>;

/** Where the next claim looks first, so that every destination has its turn. */
export type Turn = Readonly<{ shopId: string; destinationId: string }>;
export const FIRST_TURN: Turn = {
  shopId: "00000000-0000-0000-0000-000000000000",
  destinationId: "00000000-0000-0000-0000-000000000000",
};

export type ClaimRequest = Readonly<{
  turn: Turn;
  /** Lanes to claim at most, in all. */
  total: number;
  /** Lanes to claim at most for a destination that `rooms` does not name. */
  quota: number;
  /** For destinations this worker holds lanes of already: how many more it will take. */
  rooms: ReadonlyMap<string, number>;
  leaseMs: number;
}>;

export type Claim = Readonly<{
  deliveries: ClaimedDelivery[];
  /** Where the next claim should begin. */
  turn: Turn;
  /** Whether there may be more that is due right now. */
  more: boolean;
  /** Whether a destination had no room for all that it has due. */
  full: boolean;
}>;

/** How far the clocks of two machines may be apart. */
const CLOCKS_APART_MS = 60_000;
/** Destinations with lanes that one claim looks at. */
const DESTINATIONS_A_CLAIM = 200;

type ClaimRow = Readonly<{
  scanned: number;
  last_shop: string | null;
  last_destination: string | null;
  shop_id: string | null;
  destination_id: string;
  key: string;
  head_id: string;
  fence: string;
  version: number;
  room: number;
}>;

type HeadRow = Readonly<{
  id: string;
  event_id: string;
  topic: string;
  attempts: number;
  next_attempt_at: Date | null;
  age_ms: number;
  replay_of: string | null;
  send_id: string | null;
  source: string | null;
  headers: unknown;
  body: Buffer | null;
  body_encoding: string;
  body_bytes: number;
  stale: boolean;
  superseded: boolean;
}>;

/**
 * Leases due lanes of active destinations, a fair share of each, and reads their heads: after the
 * leases are committed, so that the heads are those of the lanes as they were leased.
 */
export async function claimLanes(pool: pg.Pool, request: ClaimRequest): Promise<Claim> {
  const { turn, total, quota, rooms, leaseMs } = request;
  const leaseEndsAt = performance.now() + leaseMs;
  const { rows } = await pool.query<ClaimRow>({
    name: "claim_lanes",
    text: CLAIM,
    values: [
      turn.shopId,
      turn.destinationId,
      DESTINATIONS_A_CLAIM,
      [...rooms.keys()],
      [...rooms.values()],
      quota,
      total,
      leaseMs,
    ],
  });
  const claimed = rows.filter(({ shop_id }) => shop_id !== null);
  const heads = await readHeads(pool, claimed).catch(async (error: unknown) => {
    // Without their heads they are of no use to us, and until their lease ends to no one else.
    await releaseLanes(pool, claimed.map(toLane)).catch(() => undefined);
    throw error;
  });
  const deliveries = claimed.map((row): ClaimedDelivery => ({
    ...toLane(row),
    leaseEndsAt,
    destinationVersion: row.version,
    delivery: heads.get(row.head_id),
  }));
  return { deliveries, ...nextTurn(request, rows[0], deliveries), full: isFull(rooms, claimed) };
}

function toLane({ shop_id, destination_id, key, fence }: ClaimRow): LeasedLane {
  return { shopId: shop_id ?? "", destinationId: destination_id, laneKey: key, fence };
}

function isFull(rooms: ReadonlyMap<string, number>, claimed: readonly ClaimRow[]): boolean {
  if ([...rooms.values()].includes(0)) return true;
  const counts = new Map<string, number>();
  return claimed.some(({ destination_id, room }) => {
    const count = (counts.get(destination_id) ?? 0) + 1;
    counts.set(destination_id, count);
    return count >= room;
  });
}

function nextTurn(
  { turn, total }: ClaimRequest,
  scan: ClaimRow | undefined,
  deliveries: readonly ClaimedDelivery[],
): { turn: Turn; more: boolean } {
  const last = deliveries.at(-1);
  // Cut short by the number of lanes: whoever comes after the last one is next.
  if (last && deliveries.length >= total) return { turn: last, more: true };
  if (scan && scan.scanned >= DESTINATIONS_A_CLAIM && scan.last_shop && scan.last_destination) {
    return {
      turn: { shopId: scan.last_shop, destinationId: scan.last_destination },
      more: true,
    };
  }
  // Looked to the end; those before the beginning still have their turn.
  return { turn: FIRST_TURN, more: turn.shopId !== FIRST_TURN.shopId };
}

async function readHeads(
  pool: pg.Pool,
  claimed: readonly ClaimRow[],
): Promise<Map<string, HeadDelivery>> {
  if (claimed.length === 0) return new Map();
  const { rows } = await pool.query<HeadRow>({
    name: "read_heads",
    text: READ_HEADS,
    values: [
      claimed.map(({ shop_id }) => shop_id),
      claimed.map(({ head_id }) => head_id),
      smallestId(Date.now() + CLOCKS_APART_MS),
    ],
  });
  return new Map(rows.map((row) => [row.id, toHead(row)]));
}

function toHead(row: HeadRow): HeadDelivery {
  const { id, topic, attempts, source, headers, body, stale, superseded } = row;
  return {
    id,
    eventId: row.event_id,
    topic,
    attempts,
    nextAttemptAt: row.next_attempt_at,
    ageMs: row.age_ms,
    replayOf: row.replay_of,
    sendId: row.send_id,
    event:
      source === null
        ? undefined
        : {
            source,
            headers,
            body,
            bodyEncoding: row.body_encoding,
            bodyBytes: row.body_bytes,
            stale,
            superseded,
          },
  };
}

/** Hands lanes back unsent: they are due again at once, or after a while, for any worker. */
export async function releaseLanes(
  pool: pg.Pool,
  lanes: readonly LeasedLane[],
  delayMs = 0,
): Promise<void> {
  if (lanes.length === 0) return;
  await pool.query(
    `UPDATE lane l SET next_at = now() + $5::float8 * interval '1 millisecond',
       leased_until = NULL, fence = 0
     FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[]) AS r(shop_id, destination_id, key, fence)
     WHERE l.shop_id = r.shop_id AND l.destination_id = r.destination_id AND l.key = r.key
       AND l.fence = r.fence`,
    [
      lanes.map(({ shopId }) => shopId),
      lanes.map(({ destinationId }) => destinationId),
      lanes.map(({ laneKey }) => laneKey),
      lanes.map(({ fence }) => fence),
      delayMs,
    ],
  );
  await pool.query("SELECT pg_notify('rollcall_work', '')");
}
