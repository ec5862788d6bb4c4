import { afterEach, describe, expect, test } from "vitest";
import { prisma } from "#app/db.server.ts";
import { addDestination, createShop, order, recordEvents } from "#tests/setup/pipeline.ts";
import { type Sink, startSink } from "#tests/setup/sink.ts";
import { useDatabase } from "#tests/setup/with-database.ts";
import { type DeliveryWorker, startDeliveryWorker } from "./worker.server.ts";

useDatabase();
const open: { worker?: DeliveryWorker; sink?: Sink } = {};
afterEach(async () => {
  await open.worker?.stop();
  await open.sink?.close();
});

describe("a delivery worker", () => {
  test("delivers every event once, in the order of each lane", async () => {
    const sink = (open.sink = await startSink());
    const shop = await createShop();
    const destination = await addDestination(shop, sink.url);
    await recordEvents(
      shop,
      Array.from({ length: 60 }, (_, index) => order(index % 7, index)),
    );
    open.worker = startDeliveryWorker();
    await open.worker.idle();
    const states = sink.received.map(
      ({ body }) => JSON.parse(body.toString()) as { id: number; state: number },
    );
    expect(states).toHaveLength(60);
    for (let id = 0; id < 7; id++) {
      const lane = states.filter((state) => state.id === id).map(({ state }) => state);
      expect(lane).toEqual([...lane].sort((left, right) => left - right));
    }
    expect(await prisma.delivery.count({ where: { state: "delivered" } })).toBe(60);
    expect(await prisma.attempt.count()).toBe(60);
    expect(await prisma.lane.count()).toBe(0);
    const counted = await prisma.hourlyCount.findMany({ where: { metric: "delivered" } });
    expect(counted.map(({ subject, count }) => [subject, Number(count)])).toEqual([
      [destination, 60],
    ]);
  });
});
