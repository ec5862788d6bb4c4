import { afterEach, describe, expect, test, vi } from "vitest";
import { prisma } from "#app/db.server.ts";
import { DAYS_AHEAD } from "./handlers.server.ts";
import { partitionOf } from "#app/event-log/partition.ts";
import { newId } from "#app/ids.server.ts";
import { useDatabase } from "#tests/setup/with-database.ts";
import { JOB_NAMES, cronOf } from "./catalog.ts";
import { enqueue } from "./enqueue.server.ts";
import { HANDLERS } from "./handlers.server.ts";
import { type Jobs, startJobs } from "./runner.server.ts";

const eventually = { timeout: 20_000, interval: 50 };

describe("background jobs", () => {
  const databaseUrl = useDatabase();
  const running: Jobs[] = [];
  const start = async () => {
    const jobs = await startJobs({ databaseUrl: databaseUrl() });
    running.push(jobs);
  };
  afterEach(async () => {
    await Promise.all(running.splice(0).map((jobs) => jobs.stop()));
  });

  test("start at once on a database that has them already, schedules and partitions included", async () => {
    await start();
    await running.pop()!.stop();
    const began = performance.now();
    await start();
    expect(performance.now() - began).toBeLessThan(2_500);

    const schedules = await prisma.$queryRaw<{ name: string }[]>`SELECT name FROM pgboss.schedule`;
    expect(schedules.map(({ name }) => name).sort()).toEqual(
      JOB_NAMES.filter((name) => cronOf(name)).sort(),
    );
    const last = partitionOf("event", Date.now() + DAYS_AHEAD * 86_400_000).name;
    const [found] = await prisma.$queryRaw<{ found: boolean }[]>`
      SELECT to_regclass(${`partitions.${last}`}) IS NOT NULL AS found`;
    expect(found).toEqual({ found: true });
  });

  test("run once each, however many workers there are", async () => {
    await Promise.all([start(), start(), start()]);
    // A shop that is not installed: each run of the job ends at once and says nothing.
    const shopIds = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const id = newId();
        await prisma.shop.create({ data: { id, domain: `shop-${index}.myshopify.com` } });
        await enqueue("ensure-subscriptions", { shopId: id });
        return id;
      }),
    );
    await vi.waitFor(async () => {
      const rows = await prisma.$queryRaw<{ state: string; retries: number; count: bigint }[]>`
        SELECT state::text, retry_count AS retries, count(*) FROM pgboss.job
        WHERE name = 'ensure-subscriptions' GROUP BY 1, 2`;
      expect(rows).toEqual([{ state: "completed", retries: 0, count: BigInt(shopIds.length) }]);
    }, eventually);
  });

  test("that fail are tried again later, with what they carried", async () => {
    await start();
    // No such shop: the handler throws.
    const shopId = newId();
    await enqueue("ensure-subscriptions", { shopId });
    await vi.waitFor(async () => {
      const rows = await prisma.$queryRaw<{ state: string; later: boolean }[]>`
        SELECT state::text, start_after > now() AS later FROM pgboss.job
        WHERE data->>'shopId' = ${shopId}`;
      expect(rows).toEqual([{ state: "retry", later: true }]);
    }, eventually);
  });

  test("dedupe keys go after 35 days, and not before", async () => {
    const shopId = newId();
    const days = (count: number) => new Date(Date.now() - count * 86_400_000);
    const key = (webhookId: string, createdAt: Date) => ({
      shopId,
      webhookId,
      eventId: newId(),
      createdAt,
    });
    await prisma.webhookKey.createMany({
      data: [key("old", days(36)), key("young", days(34)), key("new", new Date())],
    });
    await prisma.contentKey.create({
      data: { shopId, contentHash: newId(), eventId: newId(), createdAt: days(40) },
    });
    await HANDLERS["forget-dedupe-keys"]({});
    const left = await prisma.webhookKey.findMany({ where: { shopId } });
    expect(left.map(({ webhookId }) => webhookId).sort()).toEqual(["new", "young"]);
    expect(await prisma.contentKey.count({ where: { shopId } })).toBe(0);
  });
});
