import type { NewEvent, RecordResult } from "./new-event.ts";
import { idText } from "#app/ids.server.ts";
import { ensurePartitions } from "#app/event-log/partition-system-store.server.ts";
import { log } from "#app/log.server.ts";
import { classifyDatabaseFault, sqlState } from "./database-fault.ts";
import { type OnLifecycleEvent, writeBatch } from "./record-batch-system-store.server.ts";

/** The database cannot take the event now, or refuses this very one: nothing was promised. */
export class NotStoredError extends Error {
  override readonly name = "NotStoredError";
}

type Waiting = Readonly<{
  event: NewEvent;
  done: (result: RecordResult) => void;
  fail: (error: Error) => void;
}>;

export type GroupCommit = Readonly<{
  /** Resolves after the commit. @throws NotStoredError */
  record: (event: NewEvent) => Promise<RecordResult>;
  /** Whether events come in faster than one by one, so that they wait for each other. */
  crowded: () => boolean;
  /** Bytes of bodies that wait to be written. */
  waitingBytes: () => number;
  /** Resolves when everything that was handed in is answered. */
  drained: () => Promise<void>;
}>;

const LARGEST_BATCH = 64;
/** A batch of this size is a flood: at a steady 500 events a second they are of one to five. */
const CROWD = 16;
const CROWDED_FOR_MS = 250;
const LARGEST_BATCH_BYTES = 4_000_000;
const TRIES = 4;

/**
 * Writes what waits together in one statement: while one batch is being committed the next one
 * gathers. One writer and no waiting measured best (docs/decisions/005-group-commit.md).
 */
export function createGroupCommit(onLifecycle: OnLifecycleEvent): GroupCommit {
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
      await settle(batch, onLifecycle);
    }
    writing = undefined;
  };

  const takeBatch = (): Waiting[] => {
    let count = 0;
    let size = 0;
    while (
      count < queue.length &&
      count < LARGEST_BATCH &&
      (count === 0 || size < LARGEST_BATCH_BYTES)
    ) {
      size += sizeOf(queue[count]);
      count += 1;
    }
    const batch = queue.slice(0, count);
    queue = queue.slice(count);
    bytes -= batch.reduce((sum, waiting) => sum + sizeOf(waiting), 0);
    return batch;
  };

  return {
    record: (event) =>
      new Promise((done, fail) => {
        const waiting = { event, done, fail };
        queue.push(waiting);
        bytes += sizeOf(waiting);
        writing ??= writeAll();
      }),
    crowded: () => performance.now() - crowdedAt < CROWDED_FOR_MS,
    waitingBytes: () => bytes,
    drained: async () => {
      while (writing) await writing;
    },
  };
}

function sizeOf(waiting: Waiting | undefined): number {
  return (waiting?.event.body.bytes?.length ?? 0) + 1_000;
}

/** Answers every one of the batch; never throws. */
async function settle(batch: readonly Waiting[], onLifecycle: OnLifecycleEvent): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const known = await writeBatch(
        batch.map(({ event }) => event),
        onLifecycle,
      );
      for (const { event, done } of batch) {
        const id = idText(event.id);
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
      if (fault === "data" && batch.length > 1) {
        // One refused row fails the whole statement: halve until it is alone.
        const half = Math.ceil(batch.length / 2);
        await settle(batch.slice(0, half), onLifecycle);
        await settle(batch.slice(half), onLifecycle);
        return;
      }
      log.error({ fault, sqlState: sqlState(error), events: batch.length }, "events not stored");
      for (const { fail } of batch)
        fail(new NotStoredError(`the database did not take it: ${fault}`));
      return;
    }
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
