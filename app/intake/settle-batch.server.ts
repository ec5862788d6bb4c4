import { ensurePartitions } from "#app/event-log/partition-system-store.server.ts";
import { log } from "#app/log.server.ts";
import { classifyDatabaseFault, sqlState } from "./database-fault.ts";
import type { RecordResult } from "./new-event.ts";
import type { TakenBatch } from "./preparer.server.ts";
import {
  type EncodedEvent,
  type OnLifecycleEvent,
  writeEncoded,
} from "./record-batch-system-store.server.ts";

/** The database cannot take the event now, or refuses this very one: nothing was promised. */
export class NotStoredError extends Error {
  override readonly name = "NotStoredError";
}

/** An event that waits for its answer. */
export type Unsettled = EncodedEvent &
  Readonly<{
    done: (result: RecordResult) => void;
    fail: (error: Error) => void;
  }>;

const TRIES = 4;

export type Means = Readonly<{
  /** Gives a part of the batch that is being settled, encoded. */
  encode: (from: number, to: number) => Promise<TakenBatch>;
  onLifecycle: OnLifecycleEvent;
  /** How long a batch may take, in milliseconds, before the next one is written without it. */
  commitWithinMs: number;
}>;

/**
 * Writes a batch and answers every event of it; never throws.
 * @param from where `batch` begins in the batch that `encode` knows
 */
export async function settleBatch(
  means: Means,
  batch: readonly Unsettled[],
  { encoded, refused }: TakenBatch,
  from: number,
): Promise<void> {
  const events = batch.filter((_, place) => !refused.has(place));
  for (const place of refused) batch[place]?.fail(new NotStoredError("it cannot be prepared"));
  for (let attempt = 1; events.length > 0; attempt++) {
    try {
      const known = await within(
        means.commitWithinMs,
        writeEncoded(events, encoded, means.onLifecycle),
      );
      for (const { id, done } of events) {
        const earlier = known.get(id);
        done(
          earlier === undefined
            ? { kind: "stored", eventId: id }
            : { kind: "duplicate", eventId: earlier },
        );
      }
      return;
    } catch (error) {
      const fault = classifyDatabaseFault(error);
      if (
        attempt < TRIES &&
        (fault === "again" || (fault === "partition" && (await makePartitions())))
      ) {
        continue;
      }
      if (fault === "data" && events.length > 1) return settleHalves(means, batch, from);
      log.error({ fault, sqlState: sqlState(error), events: events.length }, "events not stored");
      const refusal = new NotStoredError(`the database did not take it: ${fault}`);
      for (const { fail } of events) fail(refusal);
      return;
    }
  }
}

/** One refused row fails the whole statement: halves it until that row is alone. */
async function settleHalves(
  means: Means,
  batch: readonly Unsettled[],
  from: number,
): Promise<void> {
  const middle = Math.ceil(batch.length / 2);
  for (const [start, end] of [
    [0, middle],
    [middle, batch.length],
  ] as const) {
    const taken = await means.encode(from + start, from + end).catch(() => undefined);
    const half = batch.slice(start, end);
    if (taken) await settleBatch(means, half, taken, from + start);
    else for (const { fail } of half) fail(new NotStoredError("it was not prepared"));
  }
}

/** Shopify sends a batch of unknown outcome again; what was committed after all is then a duplicate. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new NotStoredError("the database did not answer in time")), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function makePartitions(): Promise<boolean> {
  try {
    const made = await ensurePartitions(Date.now(), 1);
    log.warn({ made }, "partitions were missing at intake and have been made");
    return true;
  } catch {
    return false;
  }
}
