import { PgBoss } from "pg-boss";
import { log } from "#app/log.server.ts";
import { JOB_NAMES, JOBS } from "./catalog.ts";

/** The jobs' own schema, made and migrated by pg-boss itself. */
const JOB_SCHEMA = "pgboss";

export type BossOptions = Readonly<{
  databaseUrl: string;
  /** Runs jobs and schedules; otherwise it only sends them. */
  works: boolean;
}>;

/**
 * Starts pg-boss with every queue of the catalogue. Makes its schema when it is not there, under
 * pg-boss' own advisory lock, so that any number of processes may start at once. A first start
 * takes about 200 ms, a later one 40.
 */
export async function startBoss({ databaseUrl, works }: BossOptions): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    schema: JOB_SCHEMA,
    application_name: "rollcall jobs",
    max: works ? 4 : 2,
    supervise: works,
    schedule: works,
    useListenNotify: works,
  });
  // A broken connection is reported here and mended by pg-boss; it must not end the process.
  boss.on("error", (error) => log.warn({ err: error }, "background jobs met a fault"));
  try {
    await boss.start();
    await makeQueues(boss, works);
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => undefined);
    throw error;
  }
  return boss;
}

const WAITING_KEPT_DAYS = 14;

async function makeQueues(boss: PgBoss, update: boolean): Promise<void> {
  const existing = new Set((await boss.getQueues()).map(({ name }) => name));
  for (const name of JOB_NAMES) {
    const { policy } = JOBS[name];
    const options = {
      retryLimit: policy.retries,
      retryDelay: policy.retryDelay,
      retryDelayMax: policy.retryDelayMax,
      retryBackoff: true,
      expireInSeconds: policy.expireIn,
      deleteAfterSeconds: 86_400,
      retentionSeconds: WAITING_KEPT_DAYS * 86_400,
      notify: true,
    };
    if (!existing.has(name)) {
      await boss.createQueue(name, { ...options, policy: policy.onePerKey ? "short" : "standard" });
    } else if (update) {
      // So that a release can change a policy; the kind of queue cannot be changed.
      await boss.updateQueue(name, options);
    }
  }
}
