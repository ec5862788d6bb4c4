import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { OutgoingMessage, SendResult } from "../destination-kind.ts";
import { refsOf } from "./batch-work.ts";
import type { Change } from "./change.ts";
import { type JobResults, jobResults } from "./job-results.ts";
import { type KnownRecord, type RecordRef, refText } from "./known-record.ts";
import { readChange } from "./read-change.ts";
import { finishRecords, type LeasedRecords, leaseRecords } from "./record-store.server.ts";
import { type CrmPlan, writeWork } from "./write-work.server.ts";

/** Longer than any call may take, so that a lease runs out only when its process died. */
const LEASE_MS = 45_000;
/** How long another writer of the same record is waited for, before the event is put off. */
const WAIT_MS = 8_000;
const FIRST_PAUSE_MS = 15;

type Job = Readonly<{ index: number; change: Change; refs: readonly RecordRef[] }>;

/**
 * Brings events into a CRM. Each record is written by one caller at a time, over all processes:
 * what is known of it is leased first, the change is joined to it, and it is given back with what is
 * known then. So the newest state stays, whichever event comes last.
 */
export async function deliverToCrm(
  messages: readonly OutgoingMessage[],
  plan: CrmPlan,
  signal: AbortSignal,
): Promise<SendResult[]> {
  const started = performance.now();
  const results = jobResults();
  const jobs = messages.map((message, index): Job => {
    const change = readChange(message, plan);
    return { index, change, refs: refsOf(change) };
  });
  let pending: Job[] = [];
  for (const job of jobs) {
    if (job.change.type === "nothing") results.note(job.index, job.change.because);
    else pending.push(job);
  }
  let pause = FIRST_PAUSE_MS;
  while (pending.length > 0) {
    const left = await writeReady(pending, plan, results);
    if (left.length === pending.length) {
      if (signal.aborted || performance.now() - started > WAIT_MS) break;
      await wait(pause, undefined, { signal }).catch(() => undefined);
      pause = Math.min(pause * 2, 200);
    }
    pending = left;
  }
  for (const { index } of pending) results.fail(index, stillBusy(signal));
  const durationMs = Math.round(performance.now() - started);
  const hold = plan.vendor.hold?.();
  return jobs.map(({ index }) => ({
    ...results.verdict(index),
    durationMs,
    ...(hold && { hold }),
  }));
}

function stillBusy(signal: AbortSignal) {
  return signal.aborted
    ? ({ ok: false, why: "no_answer", failure: "stopped", detail: "stopped" } as const)
    : ({ ok: false, why: "judged", outcome: "retry", cause: "record_in_use" } as const);
}

/** Writes those whose records could all be leased. @returns the others */
async function writeReady(
  pending: readonly Job[],
  plan: CrmPlan,
  results: JobResults,
): Promise<Job[]> {
  const { shopId, destinationId } = plan;
  const owner = { destinationId, lease: randomUUID() };
  const refs = new Map(pending.flatMap(({ refs }) => refs).map((ref) => [refText(ref), ref]));
  const leased = await leaseRecords(shopId, owner, [...refs.values()], LEASE_MS);
  const led = pending.map((job) => followMerge(job, leased));
  const ready = led.filter(
    (job) => pending.includes(job) && job.refs.every((ref) => leased.has(refText(ref))),
  );
  const known = new Map<string, KnownRecord>(leased);
  try {
    if (ready.length > 0) await writeWork(ready, plan, known, results);
  } finally {
    const back = [...refs].flatMap(([name, ref]) => {
      const now = known.get(name);
      return now ? [{ ref, known: now }] : [];
    });
    await finishRecords(shopId, owner, back);
  }
  return led.filter((job) => !ready.includes(job));
}

/**
 * Merges may come in another order than they were made in: when the customer that stays has itself
 * been merged since, the merge is with that one.
 */
function followMerge(job: Job, leased: LeasedRecords): Job {
  const { change } = job;
  if (change.type !== "merge") return job;
  const kept = leased.get(refText({ object: "customer", sourceId: change.keptId }));
  const keptId = kept?.customer?.mergedInto;
  if (keptId === undefined || keptId === change.goneId) return job;
  const followed: Change = { ...change, keptId };
  return { ...job, change: followed, refs: refsOf(followed) };
}
