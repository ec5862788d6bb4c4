import { afterEach, describe, expect, test } from "vitest";
import { prisma } from "#app/db.server.ts";
import { addDestination, createShop, order, recordEvents } from "#tests/setup/pipeline.ts";
import { type Sink, startSink } from "#tests/setup/sink.ts";
import { type SpawnedWorker, spawnWorker } from "#tests/setup/spawn-worker.ts";
import { useDatabase } from "#tests/setup/with-database.ts";

const databaseUrl = useDatabase();
const running: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0).reverse()) await stop();
});

async function sinkFor(...answer: Parameters<typeof startSink>): Promise<Sink> {
  const sink = await startSink(...answer);
  running.push(sink.close);
  return sink;
}

async function workers(count: number, leaseMs?: number): Promise<SpawnedWorker[]> {
  const options = { pollMs: 50, ...(leaseMs !== undefined && { leaseMs }) };
  const spawned = await Promise.all(
    Array.from({ length: count }, () => spawnWorker(databaseUrl(), options)),
  );
  running.push(...spawned.map(({ kill }) => kill));
  return spawned;
}

const stateOf = (body: Buffer) => JSON.parse(body.toString()) as { id: number; state: number };

/** The states each lane was sent, in the order they came in. */
function lanes(sink: Sink): Map<number, number[]> {
  const byOrder = new Map<number, number[]>();
  for (const { body } of sink.received) {
    const { id, state } = stateOf(body);
    byOrder.set(id, [...(byOrder.get(id) ?? []), state]);
  }
  return byOrder;
}

const ORDERS = 40;
const STATES = 25;
const everyState = Array.from({ length: STATES }, (_, state) => state);
const pending = (shopId: string) => prisma.delivery.count({ where: { shopId, state: "pending" } });

describe("several worker processes on one database", () => {
  test("send everything once and in order, while events keep coming and some fail", async () => {
    const failedOnce = new Set<string>();
    const sink = await sinkFor(({ body }, response) => {
      const text = body.toString();
      // Each lane at another place: many failures in a row would mean that the destination fails.
      const { id, state } = stateOf(body);
      const fails = state === id % STATES && !failedOnce.has(text);
      if (fails) failedOnce.add(text);
      response.writeHead(fails ? 503 : 200).end();
    });
    const shop = await createShop();
    await addDestination(shop, sink.url, { concurrency: 32 });
    await workers(3);
    for (const state of everyState) {
      await recordEvents(
        shop,
        Array.from({ length: ORDERS }, (_, id) => order(id, state)),
      );
    }
    await expect.poll(() => pending(shop.shopId), { timeout: 40_000 }).toBe(0);
    expect(lanes(sink).size).toBe(ORDERS);
    for (const [id, states] of lanes(sink)) {
      const again = id % STATES;
      expect(states).toEqual([...everyState.slice(0, again + 1), ...everyState.slice(again)]);
    }
    const attempts = await prisma.attempt.count({ where: { shopId: shop.shopId } });
    expect(attempts).toBe(sink.received.length);
    expect(await prisma.lane.count({ where: { shopId: shop.shopId } })).toBe(0);
  });

  test("lose nothing when one of them is killed in the middle, and keep the order", async () => {
    const sink = await sinkFor((_, response) => {
      setTimeout(() => response.writeHead(200).end(), 5);
    });
    const shop = await createShop();
    await addDestination(shop, sink.url);
    const [first] = await workers(2, 3_000);
    for (const state of everyState) {
      await recordEvents(
        shop,
        Array.from({ length: ORDERS }, (_, id) => order(id, state)),
      );
      if (state === 8) await first!.kill();
    }
    await expect.poll(() => pending(shop.shopId), { timeout: 40_000 }).toBe(0);
    for (const states of lanes(sink).values()) {
      // What was under way at the kill may have been sent twice: the same again, never out of turn.
      expect(states.filter((state, index) => state !== states[index - 1])).toEqual(everyState);
    }
    const delivered = await prisma.attempt.count({
      where: { shopId: shop.shopId, outcome: "delivered" },
    });
    expect(delivered).toBe(ORDERS * STATES);
  });

  test("stop on SIGTERM without leaving anything leased or sending anything twice", async () => {
    const sink = await sinkFor((_, response) => {
      setTimeout(() => response.writeHead(200).end(), 100);
    });
    const shop = await createShop();
    await addDestination(shop, sink.url, { concurrency: 4 });
    const [first] = await workers(1);
    await recordEvents(
      shop,
      Array.from({ length: 60 }, (_, id) => order(id, 0)),
    );
    await expect.poll(() => sink.received.length).toBeGreaterThan(3);
    expect(await first!.stop()).toBe(0);
    const leased = await prisma.lane.count({
      where: { shopId: shop.shopId, leasedUntil: { not: null } },
    });
    expect(leased).toBe(0);
    expect(await pending(shop.shopId)).toBe(60 - sink.received.length);
    await workers(1);
    await expect.poll(() => pending(shop.shopId), { timeout: 20_000 }).toBe(0);
    expect(sink.received).toHaveLength(60);
  });
});
