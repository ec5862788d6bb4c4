import { idText, newIdBytes } from "#app/ids.server.ts";
import { log } from "#app/log.server.ts";
import type { DirectoryShop } from "#app/shop-directory-store.server.ts";
import { encodeBatch } from "./encode-batch.ts";
import type { NewEvent, RecordResult } from "./new-event.ts";
import { createPreparer, type Preparer } from "./preparer.server.ts";
import { type ArrivedEvent, prepareEvent } from "./prepare-event.server.ts";
import type { OnLifecycleEvent } from "./record-batch-system-store.server.ts";
import { type Means, NotStoredError, settleBatch, type Unsettled } from "./settle-batch.server.ts";

type Waiting = Unsettled &
  Readonly<{
    bytes: number;
    /** Undefined: the thread has it. */
    prepared: NewEvent | undefined;
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
  /** Whether what comes now is prepared in the thread; by default when events are crowded. */
  usesThread?: () => boolean;
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
/**
 * A connection that has gone silent (a firewall, a host that died) is noticed by TCP after minutes.
 * By then its batch has been answered with 503, and the next one must not wait behind it.
 */
const COMMIT_WITHIN_MS = 10_000;

/**
 * Writes what waits together in one statement: while one batch is being committed the next one
 * gathers. One writer and no waiting measured best. In a flood a thread of its own prepares events,
 * since that takes more time than all else; a single event is prepared at once, which saves it the
 * way there and back (docs/decisions/005-group-commit.md).
 */
export function createGroupCommit(
  onLifecycle: OnLifecycleEvent,
  options: GroupCommitOptions = {},
): GroupCommit {
  const { preparer = createPreparer(), commitWithinMs = COMMIT_WITHIN_MS } = options;
  let queue: Waiting[] = [];
  let bytes = 0;
  let crowdedAt = Number.NEGATIVE_INFINITY;
  let writing: Promise<void> | undefined;
  const crowded = (): boolean => performance.now() - crowdedAt < CROWDED_FOR_MS;
  const { usesThread = crowded } = options;

  const writeAll = async () => {
    // One turn of the event loop: requests that were read in this turn join the first batch.
    await new Promise(setImmediate);
    while (queue.length > 0) {
      const batch = takeBatch();
      if (batch.length >= CROWD) crowdedAt = performance.now();
      const encode = batch[0]?.prepared ? encodingHere(batch) : encodingThere(preparer);
      const taken = await encode(0, batch.length).catch(() => undefined);
      if (taken) await settleBatch({ encode, onLifecycle, commitWithinMs }, batch, taken, 0);
      else failLost(batch);
    }
    writing = undefined;
  };

  /** The thread has gone, and with it every body that it had: nothing was promised to any of them. */
  const failLost = (batch: readonly Waiting[]): void => {
    const lost = [...batch, ...queue.filter(({ prepared }) => !prepared)];
    log.error({ events: lost.length }, "events lost before they were stored");
    for (const { fail } of lost) fail(new NotStoredError("it was not prepared"));
    queue = queue.filter(({ prepared }) => prepared);
    bytes = queue.reduce((sum, waiting) => sum + waiting.bytes, 0);
    preparer.reset();
  };

  /** The first of those that wait, as far as they were prepared in the same place. */
  const takeBatch = (): Waiting[] => {
    let count = 0;
    let size = 0;
    for (const waiting of queue) {
      if (count === LARGEST_BATCH || (count > 0 && size >= LARGEST_BATCH_BYTES)) break;
      if (!waiting.prepared !== !queue[0]?.prepared) break;
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
        const prepared = usesThread() ? undefined : prepareEvent(shop, event, id);
        if (!prepared) preparer.add(shop, event, id);
        const { topic } = event.headers;
        const size = event.body.length + EVENT_BYTES;
        queue.push({
          shopId: shop.shopId,
          id: idText(id),
          topic,
          bytes: size,
          prepared,
          done,
          fail,
        });
        bytes += size;
        writing ??= writeAll();
      }),
    crowded,
    waitingBytes: () => bytes,
    drained: async () => {
      while (writing) await writing;
    },
    stop: preparer.stop,
  };
}

function encodingHere(batch: readonly Waiting[]): Means["encode"] {
  const events = batch.flatMap(({ prepared }) => (prepared ? [prepared] : []));
  return (from, to) =>
    Promise.resolve({ encoded: encodeBatch(events.slice(from, to)), refused: new Set<number>() });
}

/** The whole batch is taken first; parts of it can be had again. */
function encodingThere(preparer: Preparer): Means["encode"] {
  let isTaken = false;
  return (from, to) => {
    if (isTaken) return preparer.again(from, to);
    isTaken = true;
    return preparer.take(to);
  };
}
