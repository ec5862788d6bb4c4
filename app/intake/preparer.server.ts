import { Worker } from "node:worker_threads";
import { rootOf } from "#app/encryption.server.ts";
import { log } from "#app/log.server.ts";
import type { DirectoryShop } from "#app/shop-directory-store.server.ts";
import type { EncodedBatch } from "./encode-batch.ts";
import {
  type ArrivedItem,
  type FromThread,
  joinBytes,
  splitBytes,
  type ToThread,
} from "./preparation.ts";
import type { ArrivedEvent } from "./prepare-event.server.ts";

export type TakenBatch = Readonly<{
  encoded: EncodedBatch;
  /** Places of events that could not be prepared, and are not in `encoded`. */
  refused: ReadonlySet<number>;
}>;

/** Prepares and encodes events in a thread of its own, in the order in which they are added. */
export type Preparer = Readonly<{
  /** @param id the event's 16 bytes */
  add: (shop: DirectoryShop, event: ArrivedEvent, id: Uint8Array) => void;
  /** The next `count` of what was added. @throws when the thread was lost: then so is all that waits */
  take: (count: number) => Promise<TakenBatch>;
  /** A part of those last taken. @throws as `take` does */
  again: (from: number, to: number) => Promise<TakenBatch>;
  /** Forgets all that was added and not taken, and begins anew. */
  reset: () => void;
  stop: () => Promise<void>;
}>;

/** Beside this file, or what the build makes of it. */
const THREAD = import.meta.url.endsWith(".ts")
  ? new URL("./preparing-thread.server.ts", import.meta.url)
  : new URL("../preparing-thread.js", import.meta.url);

type Asking = Readonly<{ done: (batch: TakenBatch) => void; fail: (error: Error) => void }>;

export function createPreparer(): Preparer {
  let items: ArrivedItem[] = [];
  let parts: Uint8Array[] = [];
  let keys = new Map<string, Uint8Array | null>();
  let asking: Asking | undefined;
  let isLost = false;
  let thread = start();

  function start(): Worker {
    const worker = new Worker(THREAD, {
      name: "preparing events",
      // What it holds lives for milliseconds: a small nursery, cleared often, keeps the memory low.
      resourceLimits: { maxYoungGenerationSizeMb: 24 },
    });
    worker.unref();
    worker.on("message", ({ bytes, lengths, refused }: FromThread) => {
      asking?.done({ encoded: splitBytes(bytes, lengths), refused: new Set(refused) });
      asking = undefined;
    });
    worker.on("error", (error) => log.error({ error: error.name }, "the preparing thread failed"));
    worker.on("exit", () => {
      if (worker !== thread) return;
      isLost = true;
      asking?.fail(new Error("the preparing thread ended"));
      asking = undefined;
    });
    return worker;
  }

  /** Together what came in one turn of the event loop: each message costs as much as an event. */
  const hand = (): void => {
    if (items.length === 0) return;
    const bytes = joinBytes(parts);
    const message: ToThread = { kind: "prepare", events: items, bytes, keys };
    thread.postMessage(message, [bytes.buffer]);
    items = [];
    parts = [];
    keys = new Map();
  };

  const ask = (message: ToThread): Promise<TakenBatch> =>
    new Promise((done, fail) => {
      if (isLost) return fail(new Error("the preparing thread ended"));
      asking = { done, fail };
      hand();
      thread.postMessage(message);
    });

  return {
    add: ({ shopId, key }, { source, headers, body, receivedAt }, id) => {
      const { kept, ...rest } = headers;
      if (items.length === 0) setImmediate(hand);
      items.push({
        shopId,
        source,
        headers: rest,
        kept: JSON.stringify(kept),
        receivedAt,
        bodyBytes: body.length,
      });
      parts.push(id, body);
      keys.set(shopId, key ? rootOf(key) : null);
    },
    take: (count) => ask({ kind: "take", count }),
    again: (from, to) => ask({ kind: "again", from, to }),
    reset: () => {
      const old = thread;
      isLost = false;
      items = [];
      parts = [];
      thread = start();
      void old.terminate();
    },
    stop: async () => {
      const old = thread;
      isLost = true;
      await old.terminate();
    },
  };
}
