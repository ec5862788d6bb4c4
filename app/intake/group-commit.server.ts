import type { RecordResult } from "./new-event.ts";
import { idText, newIdBytes } from "#app/ids.server.ts";
import { ensurePartitions } from "#app/event-log/partition-system-store.server.ts";
import { log } from "#app/log.server.ts";
import type { DirectoryShop } from "#app/shop-directory-store.server.ts";
import { classifyDatabaseFault, sqlState } from "./database-fault.ts";
import { createPreparer, type Preparer, type TakenBatch } from "./preparer.server.ts";
import type { ArrivedEvent } from "./prepare-event.server.ts";
import {
  type EncodedEvent,
  type OnLifecycleEvent,
  writeEncoded,
} from "./record-batch-system-store.server.ts";

/** The database cannot take the event now, or refuses this very one: nothing was promised. */
export class NotStoredError extends Error {
  override readonly name = "NotStoredError";
}

type Waiting = EncodedEvent &
  Readonly<{
    bytes: number;
    done: (result: RecordResult) => void;
    fail: (error: Error) => void;
  }>;

export type GroupCommit = Readonly<{
  /** Resolves after the commit. @throws NotStoredError */
  record: (shop: DirectoryShop, event: ArrivedEvent) => Promise<RecordResult>;
  /** Whether events come in faster than one by one, so that they wait for each other. */
  crowded: () => boolean;
  /** Bytes of bodies that wait to be written. */
  waitingBytes: () => number;
  /** Resolves when everything that was handed in is answered. */
  drained: () => Promise<void>;
  /** Ends its thread; call it when drained. */
  stop: () => Promise<void>;
}>;

export type GroupCommitOptions = Readonly<{
  preparer?: Preparer;
  /** How long a batch may take, in milliseconds, before the next one is written without it. */
  commitWithinMs?: number;
}>;

/** What an event holds in memory beside its body, about. */
const EVENT_BYTES = 1_000;
const LARGEST_BATCH = 64;
/** A batch of this size is a flood: at a steady 500 events a second they are of one to five. */
const CROWD = 16;
const CROWDED_FOR_MS = 250;
const LARGEST_BATCH_BYTES = 4_000_000;
const TRIES = 4;
/**
 * A connection that has gone silent (a firewall, a host that died) is noticed by TCP after minutes.
 * By then its batch has been answered with 503, and the next one must not wait behind it.
 */
const COMMIT_WITHIN_MS = 10_000;

/**
 * Writes what waits together in one statement: while one batch is being committed the next one
 * gathers and is prepared. One writer and no waiting measured best, and so did a thread for all that
 * is computed from a body (docs/decisions/005-group-commit.md).
 */
export function createGroupCommit(
  onLifecycle: OnLifecycleEvent,
  { preparer = createPreparer(), commitWithinMs = COMMIT_WITHIN_MS }: GroupCommitOptions = {},
): GroupCommit {
  let queue: Waiting[] = [];
  let bytes = 0;
  let crowdedAt = Number.NEGATIVE_INFINITY;
  let writing: Promise<void> | undefined;

  const writeAll = async () => {
    // One turn of the event loop: requests that were read in this turn join the first batch.
    await new Promise(setImmediate);
    while (queue.length > 0) {
      const batch = takeBatch();
      if (batch.length >= CROWD) crowdedAt = performance.now();
      const taken = await preparer.take(batch.length).catch(() => undefined);
      if (taken) await settle({ preparer, onLifecycle, commitWithinMs }, batch, taken, 0);
      else failAll(batch);
    }
    writing = undefined;
  };

  /** The thread has gone, and with it every body that waits: nothing was promised to any of them. */
  const failAll = (batch: readonly Waiting[]): void => {
    log.error({ events: batch.length + queue.length }, "events lost before they were stored");
    for (const { fail } of [...batch, ...queue]) fail(new NotStoredError("it was not prepared"));
    queue = [];
    bytes = 0;
    preparer.reset();
  };

  const takeBatch = (): Waiting[] => {
    let count = 0;
    let size = 0;
    for (const waiting of queue) {
      if (count === LARGEST_BATCH || (count > 0 && size >= LARGEST_BATCH_BYTES)) break;
      size += waiting.bytes;
      count += 1;
    }
    const batch = queue.slice(0, count);
    queue = queue.slice(count);
    bytes -= size;
    return batch;
  };

  return {
    record: (shop, event) =>
      new Promise((done, fail) => {
        const id = newIdBytes();
        const size = event.body.length + EVENT_BYTES;
        const { topic } = event.headers;
        preparer.add(shop, event, id);
        queue.push({ shopId: shop.shopId, id: idText(id), topic, bytes: size, done, fail });
        bytes += size;
        writing ??= writeAll();
      }),
    crowded: () => performance.now() - crowdedAt < CROWDED_FOR_MS,
    waitingBytes: () => bytes,
    drained: async () => {
      while (writing) await writing;
    },
    stop: preparer.stop,
  };
}

type Means = Readonly<{
  preparer: Preparer;
  onLifecycle: OnLifecycleEvent;
  commitWithinMs: number;
}>;

/** Answers every one of the batch; never throws. @param from its place in what was last taken */
async function settle(
  means: Means,
  batch: readonly Waiting[],
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
async function settleHalves(means: Means, batch: readonly Waiting[], from: number): Promise<void> {
  const middle = Math.ceil(batch.length / 2);
  for (const [start, end] of [
    [0, middle],
    [middle, batch.length],
  ] as const) {
    const taken = await means.preparer.again(from + start, from + end).catch(() => undefined);
    const half = batch.slice(start, end);
    if (taken) await settle(means, half, taken, from + start);
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
