import type pg from "pg";
import { parse } from "uuid";
import {
  bigintArray,
  booleanArray,
  byteaArray,
  doubleArray,
  integerArray,
  nullableIntegerArray,
  textArray,
  timestampArray,
  uuidArray,
} from "#app/binary-array.ts";
import { ensurePartitions } from "#app/event-log/partition-system-store.server.ts";
import { COMPLETE, LOCK } from "./completion-statement.ts";
import type { ClaimedDelivery } from "./lane-system-store.server.ts";
import { NO_LEASE, settleLane } from "./settle-lane-system-store.server.ts";
import { inTransaction } from "./worker-pool.server.ts";

/** What is written of one claimed delivery. Runs on the pg pool as claims do, and for their reason. */
export type Completion = Readonly<{
  lane: ClaimedDelivery;
  deliveryId: string;
  /** Pending: tried in vain, to be tried again after `delayMs`. */
  state: "pending" | "delivered" | "dead" | "filtered" | "cancelled";
  /** Attempts so far, this one included. */
  attempts: number;
  delayMs: number;
  ageMs: number;
  outcome: string;
  status: number | undefined;
  deadReason: string | undefined;
  /** A dead letter that keeps what comes after it waiting for a person. */
  hold: boolean;
  /** Where what follows in the lane is looked for: a replay can stand before older deliveries. */
  searchFrom: string;
  /** Undefined when it came to its end without being sent. */
  attempt: AttemptRecord | undefined;
}>;

export type AttemptRecord = Readonly<{
  id: string;
  startedAt: Date;
  durationMs: number;
  outcome: string;
  error: string | undefined;
  /** JSON text of [name, value] pairs. */
  responseHeaders: string | undefined;
  /** Encrypted first bytes of the answer. */
  responseBody: Buffer | undefined;
}>;

/** Told apart from other processes, so that no two of them update one roll-up row. */
const writer = Math.floor(Math.random() * 1_000_000);

/**
 * Writes a batch of results in one transaction.
 * @throws what the database says; nothing of the batch is written then.
 */
export async function completeDeliveries(
  pool: pg.Pool,
  batch: readonly Completion[],
): Promise<Completed> {
  const rows = await write(pool, batch);
  const taken = new Map(rows.map((row) => [row.delivery_id, row]));
  for (const { lane, deliveryId, searchFrom } of batch) {
    if (!taken.get(deliveryId)?.unsettled) continue;
    await settleLane(pool, { ...lane, fence: NO_LEASE }, searchFrom);
  }
  return {
    late: new Set(batch.map(({ deliveryId }) => deliveryId).filter((id) => !taken.has(id))),
    moreDue: rows.some(({ unsettled, next }) => unsettled || next),
  };
}

export type Completed = Readonly<{
  /** Ids of deliveries whose result was not taken, because the lease had run out. */
  late: ReadonlySet<string>;
  /** Whether a lane among them has its next delivery due at once. */
  moreDue: boolean;
}>;

type Row = Readonly<{ delivery_id: string; unsettled: boolean; next: boolean }>;

async function write(pool: pg.Pool, batch: readonly Completion[]): Promise<readonly Row[]> {
  const values = encode(batch);
  try {
    return await writeLocked(pool, values);
  } catch (error) {
    if (!isMissingPartition(error)) throw error;
    await ensurePartitions(Date.now(), 1);
    return await writeLocked(pool, values);
  }
}

/** Two statements in one transaction: docs/decisions/008-lock-lanes-by-themselves.md. */
function writeLocked(pool: pg.Pool, values: unknown[]): Promise<readonly Row[]> {
  return inTransaction(pool, async (client) => {
    await client.query({ name: "lock_lanes", text: LOCK, values: values.slice(0, 4) });
    const query = { name: "complete_deliveries", text: COMPLETE, values };
    return (await client.query<Row>(query)).rows;
  });
}

function isMissingPartition(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("no partition of relation");
}

function encode(batch: readonly Completion[]): unknown[] {
  const each = <T>(read: (completion: Completion) => T): T[] => batch.map(read);
  const ids = each(({ deliveryId }) => deliveryId).sort();
  return [
    uuidArray(each(({ lane }) => parse(lane.shopId))),
    uuidArray(each(({ lane }) => parse(lane.destinationId))),
    textArray(each(({ lane }) => lane.laneKey)),
    bigintArray(each(({ lane }) => BigInt(lane.fence))),
    uuidArray(each(({ deliveryId }) => parse(deliveryId))),
    uuidArray(each(({ searchFrom }) => parse(searchFrom))),
    textArray(each(({ state }) => state)),
    booleanArray(each(({ hold }) => hold)),
    integerArray(each(({ attempts }) => attempts)),
    timestampArray(each(({ attempt }) => attempt?.startedAt.getTime() ?? null)),
    doubleArray(each(({ delayMs }) => delayMs)),
    doubleArray(each(({ ageMs }) => ageMs)),
    textArray(each(({ outcome }) => outcome)),
    nullableIntegerArray(each(({ status }) => status ?? null)),
    textArray(each(({ deadReason }) => deadReason ?? null)),
    uuidArray(each(({ attempt }) => (attempt ? parse(attempt.id) : null))),
    nullableIntegerArray(each(({ attempt }) => attempt?.durationMs ?? null)),
    textArray(each(({ attempt }) => attempt?.error ?? null)),
    textArray(each(({ attempt }) => attempt?.responseHeaders ?? null)),
    byteaArray(each(({ attempt }) => attempt?.responseBody ?? null)),
    textArray(each(({ attempt }) => attempt?.outcome ?? null)),
    writer,
    ids[0],
    ids.at(-1),
  ];
}
