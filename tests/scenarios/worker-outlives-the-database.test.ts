import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import { connectDatabase, disconnectDatabase, prisma } from "#app/db.server.ts";
import { startDeliveryWorker } from "#app/delivery/worker.server.ts";
import { startEmbeddedPostgres } from "#app/embedded-postgres.server.ts";
import { ensurePartitions } from "#app/event-log/partition-system-store.server.ts";
import { applyMigrations } from "#app/migrations.server.ts";
import { addDestination, createShop, order, recordEvents } from "#tests/setup/pipeline.ts";
import { startSink } from "#tests/setup/sink.ts";

const folder = join(process.cwd(), ".cache", `killed-${process.pid}`);
const running: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0).reverse()) await stop();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("PostgreSQL is killed under a worker: it waits, and goes on by itself, at once on new work", async () => {
  const server = await startEmbeddedPostgres(folder);
  running.push(server.stop);
  await applyMigrations(server.url);
  connectDatabase(server.url);
  running.push(disconnectDatabase);
  await ensurePartitions(Date.now(), 1);
  const sink = await startSink();
  running.push(sink.close);
  const shop = await createShop();
  await addDestination(shop, sink.url);
  // So long between its own looks that only a notification can be what wakes it in time.
  const worker = startDeliveryWorker({ pollMs: 60_000 });
  running.push(worker.stop);
  await recordEvents(shop, [order(1, 1)]);
  await expect.poll(() => sink.received.length).toBe(1);

  const postmaster = await readFile(join(folder, "postgres", "cluster", "postmaster.pid"), "utf8");
  const startedAt = () =>
    prisma.$queryRaw<{ at: Date }[]>`SELECT pg_postmaster_start_time() AS at`.then(
      (rows) => rows[0]?.at.getTime() ?? 0,
      () => 0,
    );
  const before = await startedAt();
  process.kill(Number(postmaster.split("\n")[0]), "SIGKILL");
  await expect.poll(startedAt, { timeout: 30_000, interval: 100 }).toBeGreaterThan(before);

  // Told apart: the one whose result the kill took may be sent twice, under the same id.
  const arrived = () => new Set(sink.received.map(({ headers }) => headers["webhook-id"])).size;
  await recordEvents(shop, [order(1, 2), order(2, 1)]);
  await expect.poll(arrived, { timeout: 20_000 }).toBe(3);
  await recordEvents(shop, [order(3, 1)]);
  await expect.poll(arrived, { timeout: 20_000 }).toBe(4);
  await worker.idle();
  expect(await prisma.delivery.count({ where: { state: "delivered" } })).toBe(4);
  expect(await prisma.lane.count()).toBe(0);
});
