import type { Server } from "node:http";
import * as build from "virtual:remix/server-build";
import { closeLocks } from "./advisory-lock-store.server.ts";
import type { Config } from "./config.ts";
import { claimDataDir } from "./data-dir-claim.server.ts";
import { connectDatabase, disconnectDatabase } from "./db.server.ts";
import { type DeliveryWorker, startDeliveryWorker } from "./delivery/worker.server.ts";
import { startEmbeddedPostgres } from "./embedded-postgres.server.ts";
import { ensurePartitions } from "./event-log/partition-system-store.server.ts";
import { listen, type Readiness } from "./http.server.ts";
import { createIntake, type Intake } from "./intake/intake.server.ts";
import { enqueueInTransaction, prepareJobs, stopEnqueueing } from "./jobs/enqueue.server.ts";
import { startJobs } from "./jobs/runner.server.ts";
import { flushLog, log } from "./log.server.ts";
import { registry } from "./metrics.server.ts";
import { applyMigrations } from "./migrations.server.ts";
import { settleOpenings } from "./shops/open-app.server.ts";
import { keyProblem } from "./shop-key-store.server.ts";
import { databaseAnswers } from "./readiness-system-queries.server.ts";

/** A request that takes longer than this at the end is cut. */
const FINISH_WITHIN_MS = 10_000;

/** Deliveries that a worker holds. */
const HELD_AT_MOST = 1_024;
/** In one process with intake a flood of webhooks goes first; deliveries have their turn meanwhile. */
const HELD_IN_A_TURN = 16;
const TURN_EVERY_MS = 100;

/** Something that was started and is stopped again, newest first. */
type Running = Readonly<{ name: string; stop: () => Promise<unknown> }>;

/**
 * How many deliveries may be held at a moment. A claim and the writing of results cost the same for
 * one delivery as for sixteen, so a few turns cost a flood less than a constant trickle does
 * (docs/decisions/009-a-flood-of-webhooks-goes-first.md).
 */
function deliveryRoom(crowded: () => boolean): () => number {
  let lastTurn = Number.NEGATIVE_INFINITY;
  return () => {
    if (!crowded()) return HELD_AT_MOST;
    const now = performance.now();
    if (now - lastTurn < TURN_EVERY_MS) return 0;
    lastTurn = now;
    return HELD_IN_A_TURN;
  };
}

/** Starts everything that ROLE asks for, and stops it in order on SIGTERM or SIGINT. */
export async function startProcess(config: Config): Promise<void> {
  const running: Running[] = [];
  stopOnSignal(running);

  const url = config.databaseUrl ?? (await startDatabase(config, running));
  const applied = await applyMigrations(url);
  if (applied.length > 0) log.info({ applied }, "migrations applied");
  connectDatabase(url, {
    keyUrl: config.keyDatabaseUrl,
    onPoolError: () => log.warn("a database connection broke"),
  });
  running.push({ name: "database connections", stop: disconnectDatabase });
  running.push({ name: "locks", stop: closeLocks });
  running.push({ name: "installations under way", stop: settleOpenings });
  const problem = await keyProblem();
  if (problem) log.error(problem);
  // Before the first request: making partitions on the error works, but costs that request time.
  await ensurePartitions(Date.now(), 2);

  const works = config.role !== "web";
  const intake = config.role === "worker" ? undefined : startIntake(config);
  const worker = works
    ? startDeliveryWorker({ room: deliveryRoom(() => intake?.crowded() ?? false) })
    : undefined;
  if (worker) running.push({ name: "delivery worker", stop: worker.stop });
  if (intake) running.push({ name: "intake", stop: intake.stop });

  const server = await listen({
    port: config.port,
    host: config.host,
    readiness: () => readiness(worker),
    ...(intake && { intake: intake.handle, build }),
    ...(config.metricsToken && {
      metrics: { token: config.metricsToken, read: () => registry.metrics() },
    }),
  });
  running.push({ name: "http", stop: () => closeServer(server) });
  log.info({ port: config.port }, "ready");

  // After the process takes webhooks: on a fresh database the job tables are made first.
  if (works) {
    const jobs = await startJobs({ databaseUrl: url });
    running.push({ name: "jobs", stop: jobs.stop });
  } else {
    await prepareJobs();
    running.push({ name: "jobs", stop: stopEnqueueing });
  }
}

/** Lifecycle and compliance events are acted on by a job that commits with the event. */
function startIntake(config: Config): Intake {
  return createIntake({
    secrets: config.shopify.apiSecrets,
    maxBytes: config.maxWebhookBytes,
    onLifecycle: async (tx, { shopId, eventId }) => {
      await enqueueInTransaction(tx, "lifecycle-event", { shopId, eventId });
    },
  });
}

async function startDatabase(config: Config, running: Running[]): Promise<string> {
  running.push({ name: "data folder", stop: await claimDataDir(config.dataDir) });
  const embedded = await startEmbeddedPostgres(config.dataDir, (message) => log.info(message));
  if (embedded.adopted) log.info("took over the embedded PostgreSQL of a process that is gone");
  running.push({ name: "embedded PostgreSQL", stop: embedded.stop });
  return embedded.url;
}

/** Migrations were applied before the process listened; what is left can come and go. */
async function readiness(worker: DeliveryWorker | undefined): Promise<Readiness> {
  if (!(await databaseAnswers())) return { ready: false, because: "the database does not answer" };
  const problem = await keyProblem();
  if (problem) return { ready: false, because: problem };
  if (worker && !worker.ready()) return { ready: false, because: "the worker cannot claim" };
  return { ready: true };
}

/** Newest first, so that nothing loses what it still needs; a second signal ends the process at once. */
function stopOnSignal(running: Running[]): void {
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, "stopping");
    for (const part of running.reverse()) {
      const started = performance.now();
      await part.stop().catch((error: unknown) => {
        log.error({ err: error, part: part.name }, "could not be stopped");
      });
      log.info({ part: part.name, ms: Math.round(performance.now() - started) }, "stopped");
    }
    flushLog();
    process.exit(0);
  };
  process.on("SIGTERM", () => void stop("SIGTERM"));
  process.on("SIGINT", () => void stop("SIGINT"));
}

/** Takes no new requests, lets those under way finish, and closes each connection once it is idle. */
function closeServer(server: Server): Promise<void> {
  return new Promise((closed) => {
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    const limit = setTimeout(() => server.closeAllConnections(), FINISH_WITHIN_MS);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(limit);
      closed();
    });
  });
}
