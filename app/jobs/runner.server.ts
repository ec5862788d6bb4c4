import type { PgBoss } from "pg-boss";
import { log } from "#app/log.server.ts";
import { startBoss } from "./boss.server.ts";
import { cronOf, JOB_NAMES, type JobName, JOBS } from "./catalog.ts";
import { enqueue, prepareJobs, stopEnqueueing } from "./enqueue.server.ts";
import { HANDLERS } from "./handlers.server.ts";

export type Jobs = Readonly<{
  /** Lets what is under way end, for some seconds, then closes. */
  stop(): Promise<void>;
}>;

const STOP_WITHIN_MS = 8_000;
/** Jobs announce themselves by NOTIFY; polling is for those that were announced to nobody. */
const POLL_S = 5;

/**
 * Runs background jobs and their schedules in this process. Any number of workers may: each job
 * and each turn of a schedule goes to one of them. The database must be connected.
 */
export async function startJobs({ databaseUrl }: { databaseUrl: string }): Promise<Jobs> {
  const boss = await startBoss({ databaseUrl, works: true });
  // Jobs ask for jobs, and intake does in its transactions: connect now rather than within one.
  await prepareJobs();
  for (const name of JOB_NAMES) {
    const { policy } = JOBS[name];
    for (let place = 0; place < policy.atOnce; place += 1) await takeTurns(boss, name);
    const cron = cronOf(name);
    if (cron) await boss.schedule(name, cron, {});
  }
  // A fresh database has partitions for no day yet, and intake should not have to make them.
  await HANDLERS["make-partitions"]({});
  // A release may expect other topics, or another address, than the one before.
  await enqueue("watch-subscriptions", {});
  // What changed while no worker ran is not left to the next turn of the schedule.
  await enqueue("sweep-shops", {});
  return {
    async stop() {
      await boss.stop({ graceful: true, timeout: STOP_WITHIN_MS });
      await stopEnqueueing();
    },
  };
}

/**
 * Runs one job of a kind after the other. Left to itself a worker of pg-boss sleeps after each job
 * until it polls again: a thousand that wait would take a thousand polls.
 */
async function takeTurns(boss: PgBoss, name: JobName): Promise<void> {
  let own = "";
  own = await boss.work(
    name,
    { batchSize: 1, pollingIntervalSeconds: POLL_S, notifyPollingIntervalSeconds: POLL_S },
    async ([job]) => {
      if (!job) return;
      try {
        await run(name, job);
      } finally {
        boss.notifyWorker(own);
      }
    },
  );
}

async function run(name: JobName, job: { id: string; data: unknown }): Promise<void> {
  const began = performance.now();
  const ids = { job: name, jobId: job.id };
  try {
    await handle(name, job.data);
    log.info({ ...ids, ms: Math.round(performance.now() - began) }, "job done");
  } catch (error) {
    log.warn({ ...ids, err: error }, "job failed, and will be tried again");
    throw error;
  }
}

function handle<K extends JobName>(name: K, data: unknown): Promise<void> {
  const payload = JOBS[name].payload.parse(data) as Parameters<(typeof HANDLERS)[K]>[0];
  return HANDLERS[name](payload as never);
}
