import { afterEach, describe, expect, test, vi } from "vitest";
import { prisma } from "#app/db.server.ts";
import { addDestination, createShop, order, recordEvents } from "#tests/setup/pipeline.ts";
import { type Sink, startSink } from "#tests/setup/sink.ts";
import { type SpawnedWorker, spawnWorker } from "#tests/setup/spawn-worker.ts";
import { useDatabase } from "#tests/setup/with-database.ts";

const databaseUrl = useDatabase();
const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

/** With a short lease: what a killed process held is free again while the test waits. */
async function workers(count: number): Promise<SpawnedWorker[]> {
  const started = await Promise.all(
    Array.from({ length: count }, () =>
      spawnWorker(databaseUrl(), { pollMs: 100, leaseMs: 15_000 }),
    ),
  );
  for (const worker of started) cleanUp.push(worker.stop);
  return started;
}

/** A destination that answers after `ms`, and knows how many requests it had at once. */
async function slowSink(ms: number): Promise<Sink & { most: () => number }> {
  let under = 0;
  let most = 0;
  const sink = await startSink((_, response) => {
    under += 1;
    most = Math.max(most, under);
    setTimeout(() => {
      under -= 1;
      response.writeHead(200).end();
    }, ms);
  });
  cleanUp.push(sink.close);
  return { ...sink, most: () => most };
}

const orders = (count: number) => Array.from({ length: count }, (_, index) => order(index + 1, 1));
const delivered = (shopId: string) =>
  prisma.delivery.count({ where: { shopId, state: "delivered" } });

describe("a destination's limits hold over several processes, and burn no attempt", () => {
  test("requests at once, also when one of the processes is killed", async () => {
    const sink = await slowSink(60);
    const shop = await createShop();
    await addDestination(shop, sink.url, { concurrency: 4 });
    await recordEvents(shop, orders(120));
    const [first] = await workers(3);
    await vi.waitFor(() => expect(sink.received.length).toBeGreaterThan(20), 20_000);
    await first!.kill();
    await recordEvents(shop, orders(160).slice(120));
    await vi.waitFor(async () => expect(await delivered(shop.shopId)).toBe(160), 60_000);
    expect(sink.most()).toBeLessThanOrEqual(4);
    expect(sink.most()).toBeGreaterThan(2);
  }, 100_000);

  test("requests a second", async () => {
    const sink = await slowSink(1);
    const shop = await createShop();
    await addDestination(shop, sink.url, { ratePerSecond: 20 });
    await recordEvents(shop, orders(80));
    await workers(2);
    await vi.waitFor(async () => expect(await delivered(shop.shopId)).toBe(80), 40_000);
    const times = sink.received.map(({ at }) => at).sort((a, b) => a - b);
    for (const from of times) {
      const within = times.filter((at) => at >= from && at < from + 1_000).length;
      // One more for each process, for a request that was on its way when the second began.
      expect(within).toBeLessThanOrEqual(20 + 2 * 2);
    }
    const rows = await prisma.delivery.findMany({ where: { shopId: shop.shopId } });
    expect(rows.every(({ attempts, ageMs }) => attempts === 1 && ageMs < 1_000)).toBe(true);
  }, 60_000);
});
