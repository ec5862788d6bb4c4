import { fromPrisma, type PgBoss, type SendOptions } from "pg-boss";
import { databaseAddress, type Transaction } from "#app/db.server.ts";
import { startBoss } from "./boss.server.ts";
import { type JobInput, type JobName, JOBS } from "./catalog.ts";

export type EnqueueOptions = Readonly<{
  /** Seconds before it may start (default: at once). */
  startAfter?: number;
}>;

/** The sending side of this process; it runs nothing, and needs two connections at most. */
let sender: Readonly<{ databaseUrl: string; boss: Promise<PgBoss> }> | undefined;

/**
 * Asks for a job.
 * @returns whether one was added; false when the same one waits already.
 */
export async function enqueue<K extends JobName>(
  job: K,
  payload: JobInput<K>,
  options: EnqueueOptions = {},
): Promise<boolean> {
  const boss = await connectSender();
  return (await boss.send(job, parse(job, payload), sendOptions(job, payload, options))) !== null;
}

const INSERT_AT_ONCE = 1_000;

/** Asks for the same job for many shops, in few statements; those that wait already are left alone. */
export async function enqueueForShops(
  job: "check-subscriptions",
  shopIds: readonly string[],
): Promise<void> {
  const boss = await connectSender();
  for (let from = 0; from < shopIds.length; from += INSERT_AT_ONCE) {
    const some = shopIds.slice(from, from + INSERT_AT_ONCE);
    await boss.insert(
      job,
      some.map((shopId) => ({ data: parse(job, { shopId }), singletonKey: shopId })),
    );
  }
}

/**
 * Asks for a job within a transaction: it is there if and only if the transaction commits.
 * @returns whether one was added; false when the same one waits already.
 */
export async function enqueueInTransaction<K extends JobName>(
  tx: Transaction,
  job: K,
  payload: JobInput<K>,
  options: EnqueueOptions = {},
): Promise<boolean> {
  const boss = await connectSender();
  const send = { ...sendOptions(job, payload, options), db: fromPrisma(tx) };
  return (await boss.send(job, parse(job, payload), send)) !== null;
}

/**
 * Makes the jobs' tables and queues if they are not there, and connects. Not needed before
 * `enqueue`, but it takes the wait out of the first one: call it when the process starts.
 */
export async function prepareJobs(): Promise<void> {
  await connectSender();
}

/** Closes the connections of the sending side. */
export async function stopEnqueueing(): Promise<void> {
  const closing = sender;
  sender = undefined;
  await closing?.boss.then(
    (boss) => boss.stop({ graceful: false }),
    () => undefined,
  );
}

async function connectSender(): Promise<PgBoss> {
  const databaseUrl = databaseAddress();
  if (sender?.databaseUrl !== databaseUrl) {
    await stopEnqueueing();
    sender = { databaseUrl, boss: startBoss({ databaseUrl, works: false }) };
  }
  const mine = sender;
  try {
    return await mine.boss;
  } catch (error) {
    // The database was not there: the next one tries again.
    if (sender === mine) sender = undefined;
    throw error;
  }
}

function parse<K extends JobName>(job: K, payload: JobInput<K>): object {
  return JOBS[job].payload.parse(payload);
}

function sendOptions<K extends JobName>(
  job: K,
  payload: JobInput<K>,
  { startAfter }: EnqueueOptions,
): SendOptions {
  const shopId = "shopId" in payload ? payload.shopId : "";
  return {
    ...(JOBS[job].policy.onePerKey && { singletonKey: shopId || job }),
    ...(startAfter !== undefined && { startAfter }),
  };
}
