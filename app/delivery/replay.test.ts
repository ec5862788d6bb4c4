import { afterEach, describe, expect, test } from "vitest";
import { prisma } from "#app/db.server.ts";
import { addDestination, createShop, order, recordEvents } from "#tests/setup/pipeline.ts";
import { type Sink, startSink, status } from "#tests/setup/sink.ts";
import { useDatabase } from "#tests/setup/with-database.ts";
import { deliveriesOfEvent, failingDeliveries } from "./delivery-queries.server.ts";
import { replayEvent } from "./replay-store.server.ts";
import { retryNow } from "./retry-now-store.server.ts";
import { startDeliveryWorker } from "./worker.server.ts";

useDatabase();
const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0).reverse()) await stop();
});

async function sinkFor(...answer: Parameters<typeof startSink>): Promise<Sink> {
  const sink = await startSink(...answer);
  running.push(sink.close);
  return sink;
}

function work() {
  const worker = startDeliveryWorker({ pollMs: 50 });
  running.push(worker.stop);
  return worker;
}

const idsOf = (sink: Sink) =>
  sink.received.map(({ headers }) => [headers["webhook-id"], headers["x-shopify-webhook-id"]]);

describe("a replay", () => {
  test("is a new delivery with the same webhook-id, so that a receiver can pass over it", async () => {
    const sink = await sinkFor();
    const shop = await createShop();
    await addDestination(shop, sink.url);
    const [eventId] = await recordEvents(shop, [{ ...order(1, 1), webhookId: "shopifys-id" }]);
    const worker = work();
    await worker.idle();
    const result = await replayEvent(shop.shopId, eventId!, {
      mode: "skip-if-processed",
      actor: "staff-1",
    });
    expect(result).toMatchObject({ kind: "replayed", appended: [{}], dueNow: [], missing: [] });
    await worker.idle();
    const [first, second] = await deliveriesOfEvent(shop.shopId, eventId!);
    expect(first).toMatchObject({ state: "delivered", attempts: 1 });
    expect(second).toMatchObject({ state: "delivered", attempts: 1, replayOf: first!.id });
    expect(idsOf(sink)).toEqual([
      [first!.id, "shopifys-id"],
      [first!.id, "shopifys-id"],
    ]);
    expect(sink.received[1]!.body).toEqual(sink.received[0]!.body);
    const audit = await prisma.auditEntry.findMany({
      where: { shopId: shop.shopId, action: "delivery.replay" },
    });
    expect(audit).toMatchObject([
      { actor: "staff-1", subject: second!.id, detail: { eventId, mode: "skip-if-processed" } },
    ]);
  });

  test("that asks to be processed again has new ids under both names, kept over its retries", async () => {
    const sink = await sinkFor();
    const shop = await createShop();
    await addDestination(shop, sink.url);
    const [eventId] = await recordEvents(shop, [{ ...order(1, 1), webhookId: "shopifys-id" }]);
    const worker = work();
    await worker.idle();
    let failures = 1;
    sink.answer((_, response) => response.writeHead(failures-- > 0 ? 500 : 200).end());
    await replayEvent(shop.shopId, eventId!, { mode: "process-again", actor: "staff-1" });
    await expect.poll(() => sink.received.length, { timeout: 10_000 }).toBe(3);
    const [first, second, third] = idsOf(sink);
    expect(second).not.toEqual(first);
    expect(second![0]).toBe(second![1]);
    expect(third).toEqual(second);
  });

  test("of a pending delivery makes that one due now, and adds none", async () => {
    const sink = await sinkFor(status(503));
    const shop = await createShop();
    const destination = await addDestination(shop, sink.url);
    const [eventId] = await recordEvents(shop, [order(1, 1)]);
    const worker = work();
    await expect.poll(() => sink.received.length).toBe(1);
    await worker.idle();
    sink.answer(status(200));
    const result = await replayEvent(shop.shopId, eventId!, {
      mode: "skip-if-processed",
      actor: "staff-1",
    });
    expect(result).toMatchObject({
      appended: [],
      dueNow: [{ destinationId: destination, result: "due" }],
    });
    await worker.idle();
    const deliveries = await deliveriesOfEvent(shop.shopId, eventId!);
    expect(deliveries).toMatchObject([{ state: "delivered", attempts: 2 }]);
    expect(deliveries[0]!.attemptList.map(({ number }) => number)).toEqual([2, 1]);
  });

  test("gives back the wait it cut short: the budget stays exact", async () => {
    const sink = await sinkFor(status(503, { "Retry-After": "600" }));
    const shop = await createShop();
    await addDestination(shop, sink.url);
    const [eventId] = await recordEvents(shop, [order(1, 1)]);
    const worker = work();
    const aged = async (attempts: number) => {
      await expect.poll(() => sink.received.length).toBe(attempts);
      await worker.idle();
      const row = await prisma.delivery.findFirst({ where: { shopId: shop.shopId } });
      expect(row?.attempts).toBe(attempts);
      return row!.ageMs;
    };
    const once = await aged(1);
    expect(once).toBeGreaterThanOrEqual(600_000);
    const [delivery] = await deliveriesOfEvent(shop.shopId, eventId!);
    expect(await retryNow(shop.shopId, delivery!.id, "staff-1")).toBe("due");
    // Only one wait of ten minutes counts, not two: the first was not waited out.
    expect(await aged(2)).toBeLessThan(620_000);
  });

  test("stands behind what waits in its lane", async () => {
    const sink = await sinkFor();
    const shop = await createShop();
    await addDestination(shop, sink.url);
    const [eventId] = await recordEvents(shop, [order(1, 1)]);
    const worker = work();
    await worker.idle();
    sink.answer(status(503));
    await recordEvents(shop, [order(1, 2), order(1, 3)]);
    await expect.poll(() => sink.received.length).toBe(2);
    await replayEvent(shop.shopId, eventId!, { mode: "skip-if-processed", actor: "staff-1" });
    sink.answer(status(200));
    await expect.poll(() => sink.received.length, { timeout: 10_000 }).toBe(5);
    const states = sink.received.map(
      ({ body }) => (JSON.parse(body.toString()) as { state: number }).state,
    );
    expect(states).toEqual([1, 2, 2, 3, 1]);
    expect(sink.received.at(-1)!.headers["rollcall-stale"]).toBe("true");
  });

  test("of a dead letter that holds its lane goes before what waits for it", async () => {
    const sink = await sinkFor(status(503));
    const shop = await createShop();
    await addDestination(shop, sink.url, { onDeadLetter: "hold", maxAgeSeconds: 0 });
    const [eventId] = await recordEvents(shop, [order(1, 1), order(1, 2)]);
    const worker = work();
    await worker.idle();
    expect((await failingDeliveries(shop.shopId, 10))[0]).toMatchObject({
      eventId,
      state: "dead",
      deadReason: "too_old",
    });
    const replay = () =>
      replayEvent(shop.shopId, eventId!, { mode: "skip-if-processed", actor: "staff-1" });
    // Fails once more, is held once more.
    await replay();
    await worker.idle();
    expect(sink.received).toHaveLength(2);
    await recordEvents(shop, [order(1, 3)]);
    sink.answer(status(200));
    await replay();
    await expect.poll(() => sink.received.length).toBe(5);
    const states = sink.received.map(
      ({ body }) => (JSON.parse(body.toString()) as { state: number }).state,
    );
    expect(states).toEqual([1, 1, 1, 2, 3]);
    await worker.idle();
    expect(await prisma.lane.count({ where: { shopId: shop.shopId } })).toBe(0);
  });

  test("brings an event to a destination that was added later, only where it is asked for", async () => {
    const [before, after] = [await sinkFor(), await sinkFor()];
    const shop = await createShop();
    await addDestination(shop, before.url);
    const [eventId] = await recordEvents(shop, [order(1, 1)]);
    const later = await addDestination(shop, after.url);
    const worker = work();
    await worker.idle();
    const missing = "01a1fb67-1800-7000-8000-00000000dead";
    const result = await replayEvent(shop.shopId, eventId!, {
      destinationIds: [later, missing],
      mode: "skip-if-processed",
      actor: "staff-1",
    });
    expect(result).toMatchObject({ appended: [{ destinationId: later }], missing: [missing] });
    await worker.idle();
    expect([before.received.length, after.received.length]).toEqual([1, 1]);
  });

  test("reaches no event of another shop, and none that is redacted", async () => {
    const sink = await sinkFor();
    const [shop, other] = [await createShop(), await createShop()];
    await addDestination(shop, sink.url);
    const [eventId] = await recordEvents(shop, [order(1, 1)]);
    await work().idle();
    const request = { mode: "skip-if-processed", actor: "staff-1" } as const;
    expect(await replayEvent(other.shopId, eventId!, request)).toEqual({ kind: "not_found" });
    expect(await replayEvent(shop.shopId, "nonsense", request)).toEqual({ kind: "not_found" });
    await prisma.event.updateMany({ where: { shopId: shop.shopId }, data: { body: null } });
    expect(await replayEvent(shop.shopId, eventId!, request)).toEqual({ kind: "redacted" });
    expect(sink.received).toHaveLength(1);
  });
});
