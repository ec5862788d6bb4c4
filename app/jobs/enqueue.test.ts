import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prisma } from "#app/db.server.ts";
import { newId } from "#app/ids.server.ts";
import { useDatabase } from "#tests/setup/with-database.ts";
import { startBoss } from "./boss.server.ts";
import { JOB_NAMES, type JobName } from "./catalog.ts";
import { enqueue, enqueueInTransaction, prepareJobs, stopEnqueueing } from "./enqueue.server.ts";

describe("asking for a job", () => {
  const databaseUrl = useDatabase();
  beforeAll(() => prepareJobs());
  afterAll(() => stopEnqueueing());

  test("a job asked for in a transaction is there when it commits", async () => {
    const payload = { shopId: newId(), eventId: newId() };
    await prisma.$transaction((tx) => enqueueInTransaction(tx, "lifecycle-event", payload));
    expect(await waiting("lifecycle-event")).toContainEqual({ ...payload, look: 1 });
  });

  test("a transaction that rolls back leaves no job", async () => {
    const payload = { shopId: newId(), eventId: newId() };
    const failing = prisma.$transaction(async (tx) => {
      expect(await enqueueInTransaction(tx, "lifecycle-event", payload)).toBe(true);
      throw new Error("the event could not be stored");
    });
    await expect(failing).rejects.toThrow("the event could not be stored");
    expect(await waiting("lifecycle-event")).not.toContainEqual(expect.objectContaining(payload));
  });

  test("a job of which one is enough is not added twice, but once for each shop", async () => {
    const [one, other] = [{ shopId: newId() }, { shopId: newId() }];
    expect(await enqueue("ensure-subscriptions", one)).toBe(true);
    expect(await enqueue("ensure-subscriptions", one)).toBe(false);
    expect(await enqueue("ensure-subscriptions", other)).toBe(true);
    expect(await waiting("ensure-subscriptions")).toEqual([one, other]);
  });

  test("a job with a payload of another shape is refused before it is written", async () => {
    await expect(enqueue("ensure-subscriptions", { shopId: "not-an-id" })).rejects.toThrow();
    expect(await waiting("ensure-subscriptions")).not.toContainEqual({ shopId: "not-an-id" });
  });

  test("many processes may start at once, on a database without the jobs' tables", async () => {
    await stopEnqueueing();
    await prisma.$executeRaw`DROP SCHEMA pgboss CASCADE`;
    const started = await Promise.all(
      Array.from({ length: 4 }, (_, index) =>
        startBoss({ databaseUrl: databaseUrl(), works: index % 2 === 0 }),
      ),
    );
    const queues = (await started[0]!.getQueues()).map(({ name }) => name);
    expect(queues).toEqual(expect.arrayContaining(JOB_NAMES));
    await Promise.all(started.map((boss) => boss.stop({ graceful: false })));
  });
});

async function waiting(job: JobName): Promise<unknown[]> {
  const rows = await prisma.$queryRaw<{ data: unknown }[]>`
    SELECT data FROM pgboss.job WHERE name = ${job} AND state = 'created' ORDER BY created_on`;
  return rows.map(({ data }) => data);
}
