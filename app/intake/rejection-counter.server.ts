import { log } from "#app/log.server.ts";
import type { RejectionCause } from "./intake-result.ts";
import { addRejections } from "./rejection-system-store.server.ts";

const WRITE_EVERY_MS = 5_000;

export type RejectionCounter = Readonly<{
  count: (cause: RejectionCause) => void;
  /** Writes what is counted and ends. */
  stop: () => Promise<void>;
}>;

/**
 * Counts refused requests by cause, in memory, and adds them to the hour's row every few seconds.
 * Anyone can send such requests, so they cost no write each, and nothing of them is kept.
 */
export function createRejectionCounter(): RejectionCounter {
  let counts = new Map<RejectionCause, number>();

  const write = async () => {
    if (counts.size === 0) return;
    const taken = counts;
    counts = new Map();
    log.warn({ rejected: Object.fromEntries(taken) }, "requests rejected at intake");
    await addRejections(new Date(), taken).catch(() => {
      // The database is away: they are counted again with the next ones.
      for (const [cause, count] of taken) counts.set(cause, (counts.get(cause) ?? 0) + count);
    });
  };
  const timer = setInterval(() => void write(), WRITE_EVERY_MS);
  timer.unref();

  return {
    count: (cause) => {
      counts.set(cause, (counts.get(cause) ?? 0) + 1);
    },
    stop: async () => {
      clearInterval(timer);
      await write();
    },
  };
}
