import type pg from "pg";
import { disableDestination } from "#app/destinations/destination-store.server.ts";
import { log } from "#app/log.server.ts";
import { type Completion, completeDeliveries } from "./completion-system-store.server.ts";

export type ResultWriter = Readonly<{
  add: (completion: Completion) => void;
  /** Results that are not written yet. */
  pending: () => number;
  /** Resolves when everything added so far is written, or given up because its lease ran out. */
  drained: () => Promise<void>;
}>;

const BATCH_AT_MOST = 128;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 3_000;

/**
 * Writes results as they come: one statement at a time, no waiting, with all that has gathered
 * meanwhile. When the database is away results are kept and tried again until their lease has run
 * out; from then on another worker may hold the lane, and will send again.
 */
export function createResultWriter(
  pool: pg.Pool,
  onWritten: (result: Readonly<{ written: number; moreDue: boolean }>) => void,
): ResultWriter {
  let queue: Completion[] = [];
  let writing: readonly Completion[] = [];
  let loop: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    let waitMs = FIRST_WAIT_MS;
    while (queue.length > 0) {
      const batch = queue.slice(0, BATCH_AT_MOST);
      queue = queue.slice(BATCH_AT_MOST);
      writing = batch;
      try {
        const moreDue = await writeBatch(pool, batch);
        waitMs = FIRST_WAIT_MS;
        writing = [];
        onWritten({ written: batch.length, moreDue });
      } catch (error) {
        log.warn({ error: nameOf(error), waiting: batch.length }, "results not written yet");
        await new Promise((resolve) => setTimeout(resolve, waitMs));
        waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
        const now = performance.now();
        queue = [...batch.filter(({ lane }) => lane.leaseEndsAt > now), ...queue];
        writing = [];
      }
    }
    loop = undefined;
  };

  return {
    add: (completion) => {
      queue.push(completion);
      loop ??= run();
    },
    pending: () => queue.length + writing.length,
    drained: async () => {
      while (loop) await loop;
    },
  };
}

/** @returns whether a lane has its next delivery due at once. */
async function writeBatch(pool: pg.Pool, batch: readonly Completion[]): Promise<boolean> {
  const { late, moreDue } = await writeTolerantly(pool, batch);
  for (const { lane, deliveryId, outcome } of batch) {
    if (late.has(deliveryId)) {
      const { shopId, destinationId } = lane;
      log.warn({ shopId, destinationId, deliveryId, outcome }, "result came after its lease ended");
    } else if (outcome === "gone") {
      await disableDestination(lane.shopId, lane.destinationId, "gone");
    }
  }
  return moreDue;
}

/** A row that PostgreSQL refuses must not hold up the others: then each is written by itself. */
async function writeTolerantly(pool: pg.Pool, batch: readonly Completion[]) {
  try {
    return await completeDeliveries(pool, batch);
  } catch (error) {
    if (!isRefusedData(error)) throw error;
    const late = new Set<string>();
    let moreDue = false;
    for (const completion of batch) {
      const result = await writeAlone(pool, completion);
      if (!result) continue;
      for (const id of result.late) late.add(id);
      moreDue ||= result.moreDue;
    }
    return { late, moreDue };
  }
}

async function writeAlone(pool: pg.Pool, completion: Completion) {
  try {
    return await completeDeliveries(pool, [completion]);
  } catch (error) {
    if (!isRefusedData(error)) throw error;
    const { attempt } = completion;
    log.error({ error: nameOf(error), deliveryId: completion.deliveryId }, "answer not storable");
    // What came back is what cannot be stored; that it came can.
    const bare = attempt && { ...attempt, responseHeaders: undefined, responseBody: undefined };
    return await completeDeliveries(pool, [{ ...completion, attempt: bare }]).catch((again) => {
      if (!isRefusedData(again)) throw again;
      log.error({ error: nameOf(again), deliveryId: completion.deliveryId }, "result refused");
      return undefined;
    });
  }
}

/** Data exceptions and constraint violations: appendix A of PostgreSQL's manual. */
function isRefusedData(error: unknown): boolean {
  const code = codeOf(error);
  return code.startsWith("22") || code.startsWith("23");
}

function nameOf(error: unknown): string {
  return codeOf(error) || (error instanceof Error ? error.name : "unknown");
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : "";
}
