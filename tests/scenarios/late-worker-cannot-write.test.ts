import type { ServerResponse } from "node:http";
import { afterEach, expect, test } from "vitest";
import { prisma } from "#app/db.server.ts";
import { startDeliveryWorker } from "#app/delivery/worker.server.ts";
import { addDestination, createShop, order, recordEvents } from "#tests/setup/pipeline.ts";
import { startSink } from "#tests/setup/sink.ts";
import { useDatabase } from "#tests/setup/with-database.ts";

useDatabase();
const running: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0).reverse()) await stop();
});

test("a worker whose lease ran out is taken over from, and what it brings late is not written", async () => {
  // The first request hangs until the test answers it; the second is answered at once.
  const hanging: ServerResponse[] = [];
  const sink = await startSink((_, response) => {
    if (hanging.length === 0) hanging.push(response);
    else response.writeHead(202).end();
  });
  running.push(sink.close);
  const shop = await createShop();
  await addDestination(shop, sink.url);
  const startWorker = (leaseMs: number) => {
    const worker = startDeliveryWorker({ leaseMs, pollMs: 50 });
    running.push(worker.stop);
    return worker;
  };
  const first = startWorker(1_000);
  await recordEvents(shop, [order(1, 1), order(1, 2)]);
  await expect.poll(() => hanging.length).toBe(1);

  const second = startWorker(60_000);
  const read = () =>
    prisma.delivery.findMany({ where: { shopId: shop.shopId }, orderBy: { id: "asc" } });
  await expect
    .poll(async () => (await read()).map(({ state }) => state), { timeout: 10_000 })
    .toEqual(["delivered", "delivered"]);

  hanging[0]!.writeHead(500).end();
  await first.idle();
  await second.idle();
  expect(await read()).toMatchObject([
    { state: "delivered", attempts: 1, lastStatus: 202 },
    { state: "delivered", attempts: 1, lastStatus: 202 },
  ]);
  const attempts = await prisma.attempt.findMany({ where: { shopId: shop.shopId } });
  expect(attempts.map(({ status }) => status)).toEqual([202, 202]);
  expect(sink.received).toHaveLength(3);
  expect(await prisma.lane.count({ where: { shopId: shop.shopId } })).toBe(0);
});
