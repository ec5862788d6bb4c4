import { afterEach, describe, expect, test } from "vitest";
import { prisma } from "#app/db.server.ts";
import { findDestination } from "#app/destinations/destination-queries.server.ts";
import { pauseDestination, resumeDestination } from "#app/destinations/destination-store.server.ts";
import { forgetShop } from "#app/shop-directory-store.server.ts";
import { addDestination, createShop, order, recordEvents } from "#tests/setup/pipeline.ts";
import { type Sink, type SinkRequest, startSink, status } from "#tests/setup/sink.ts";
import { useDatabase } from "#tests/setup/with-database.ts";
import { backlogs, deliveriesOfEvent } from "./delivery-queries.server.ts";
import { removeDestination } from "./remove-destination-store.server.ts";
import { passOverDeadLetter, retryNow } from "./retry-now-store.server.ts";
import { startDeliveryWorker, type WorkerOptions } from "./worker.server.ts";

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

function work(options: WorkerOptions = {}) {
  const worker = startDeliveryWorker({ pollMs: 50, ...options });
  running.push(worker.stop);
  return worker;
}

const stateOf = ({ body }: SinkRequest) =>
  JSON.parse(body.toString()) as { id: number; state: number };
const statesOf = (sink: Sink, id: number): number[] =>
  sink.received
    .map(stateOf)
    .filter((sent) => sent.id === id)
    .map(({ state }) => state);

describe("a delivery worker", () => {
  test("delivers every event once, in the order of each lane", async () => {
    const sink = await sinkFor();
    const shop = await createShop();
    const destination = await addDestination(shop, sink.url);
    const events = Array.from({ length: 60 }, (_, index) => order(index % 7, index));
    await recordEvents(shop, events);
    await work().idle();
    expect(sink.received).toHaveLength(60);
    for (let id = 0; id < 7; id++) {
      const lane = statesOf(sink, id);
      expect(lane).toEqual([...lane].sort((left, right) => left - right));
    }
    const where = { shopId: shop.shopId };
    expect(await prisma.delivery.count({ where: { ...where, state: "delivered" } })).toBe(60);
    expect(await prisma.attempt.count({ where })).toBe(60);
    expect(await prisma.lane.count({ where })).toBe(0);
    const counted = await prisma.hourlyCount.findMany({ where: { ...where, metric: "delivered" } });
    expect(counted.map(({ subject, count }) => [subject, Number(count)])).toEqual([
      [destination, 60],
    ]);
  });

  test("sends nothing twice after the database hung for longer than a lease", async () => {
    const sink = await sinkFor();
    const shop = await createShop();
    await addDestination(shop, sink.url);
    await recordEvents(shop, [order(1, 1)]);
    forgetShop(shop);
    const claimed = async () => {
      const lane = await prisma.lane.findFirstOrThrow({ where: { shopId: shop.shopId } });
      return lane.fence;
    };
    const worker = await prisma.$transaction(
      async (tx) => {
        // The shop's key cannot be read; claims go on.
        await tx.$executeRaw`LOCK TABLE shop IN ACCESS EXCLUSIVE MODE`;
        const begun = work({ leaseMs: 500 });
        await expect.poll(claimed).not.toBe(0n);
        const first = await claimed();
        await expect.poll(claimed, { timeout: 5_000 }).not.toBe(first);
        return begun;
      },
      { timeout: 20_000 },
    );
    await worker.idle();
    expect(sink.received).toHaveLength(1);
    expect(await prisma.attempt.count({ where: { shopId: shop.shopId } })).toBe(1);
  });

  test("keeps a lane in order behind a failing head, while other lanes go on", async () => {
    let broken = true;
    const sink = await sinkFor((request, response) => {
      response.writeHead(broken && stateOf(request).id === 1 ? 503 : 200).end();
    });
    const shop = await createShop();
    await addDestination(shop, sink.url);
    await recordEvents(shop, [order(1, 1), order(1, 2), order(2, 1), order(1, 3), order(2, 2)]);
    const worker = work();
    await expect.poll(() => statesOf(sink, 2)).toEqual([1, 2]);
    await expect.poll(() => statesOf(sink, 1), { timeout: 5_000 }).toEqual([1, 1]);
    broken = false;
    await expect.poll(() => statesOf(sink, 1), { timeout: 10_000 }).toEqual([1, 1, 1, 2, 3]);
    await worker.idle();
    const attempts = await prisma.attempt.findMany({
      where: { shopId: shop.shopId },
      orderBy: { id: "asc" },
    });
    expect(attempts.filter(({ status }) => status === 503).map(({ number }) => number)).toEqual([
      1, 2,
    ]);
  });

  test("sends the bytes as they were received, and the headers but for Shopify's HMAC", async () => {
    const sink = await sinkFor();
    const shop = await createShop();
    await addDestination(shop, sink.url);
    const bodies = [
      Buffer.from('{"id":820982911946154508,"total":1.10,"id":9007199254740993}\n\t '),
      Buffer.from([0x7b, 0xff, 0xfe, 0xc3, 0x28, 0x00, 0x7d]),
      Buffer.from(`{"z":1,"a":"\\u00e9\\/","pad":"${"x".repeat(70_000)}"}`),
      Buffer.alloc(0),
    ];
    for (const body of bodies) await recordEvents(shop, [{ body }]);
    await work().idle();
    const sent = sink.received.map(({ body }) => body.toString("hex"));
    expect(sent.sort()).toEqual(bodies.map((body) => body.toString("hex")).sort());
    for (const { headers, rawHeaders } of sink.received) {
      expect(headers).toMatchObject({
        "x-shopify-topic": "orders/updated",
        "x-shopify-shop-domain": shop.domain,
        "content-type": "application/json",
        "rollcall-source": "webhook",
        "rollcall-stale": "false",
      });
      expect(rawHeaders).not.toContain("shopifys-own-hmac");
    }
  });

  test("says when a newer state is known, and gives its place in the lane", async () => {
    const sink = await sinkFor();
    const shop = await createShop();
    await addDestination(shop, sink.url);
    await recordEvents(shop, [order(5, 1), order(5, 2)]);
    await work().idle();
    expect(sink.received.map(({ headers }) => headers["rollcall-stale"])).toEqual([
      "true",
      "false",
    ]);
    const [first, second] = sink.received.map(({ headers }) => headers["rollcall-sequence"] ?? "");
    expect(BigInt(first!)).toBeLessThan(BigInt(second!));
  });

  test("keeps the same webhook-id over every retry", async () => {
    let tries = 0;
    const sink = await sinkFor((_, response) => response.writeHead(++tries < 3 ? 500 : 200).end());
    const shop = await createShop();
    await addDestination(shop, sink.url);
    const [eventId] = await recordEvents(shop, [order(1, 1)]);
    const worker = work();
    await expect.poll(() => sink.received.length, { timeout: 15_000 }).toBe(3);
    await worker.idle();
    expect(new Set(sink.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    const gaps = sink.received.slice(1).map(({ at }, index) => at - sink.received[index]!.at);
    expect(gaps[0]).toBeGreaterThanOrEqual(1_000);
    expect(gaps[1]).toBeGreaterThanOrEqual(2_000);
    const [delivery] = await deliveriesOfEvent(shop.shopId, eventId!);
    expect(delivery).toMatchObject({ state: "delivered", attempts: 3, problem: false });
  });

  test("a paused destination keeps everything, shows its backlog and goes on in order", async () => {
    const sink = await sinkFor();
    const shop = await createShop();
    const destination = await addDestination(shop, sink.url);
    await pauseDestination(shop.shopId, destination, "test");
    await recordEvents(shop, [order(1, 1), order(1, 2), order(2, 1)]);
    const worker = work();
    await worker.idle();
    expect(sink.received).toHaveLength(0);
    const [backlog] = await backlogs(shop.shopId);
    expect(backlog).toMatchObject({ destinationId: destination, pending: 3 });
    expect(Date.now() - backlog!.oldest.getTime()).toBeLessThan(60_000);
    await resumeDestination(shop.shopId, destination, "test");
    await expect.poll(() => sink.received.length).toBe(3);
    expect(statesOf(sink, 1)).toEqual([1, 2]);
  });

  test("410 disables the destination, says so, and keeps what it is owed", async () => {
    const sink = await sinkFor(status(410));
    const shop = await createShop();
    const destination = await addDestination(shop, sink.url);
    const [eventId] = await recordEvents(shop, [order(1, 1)]);
    work();
    await expect
      .poll(async () => (await findDestination(shop.shopId, destination))?.state)
      .toBe("disabled");
    expect((await findDestination(shop.shopId, destination))?.stateReason).toBe("gone");
    const [delivery] = await deliveriesOfEvent(shop.shopId, eventId!);
    expect(delivery).toMatchObject({ state: "pending", lastOutcome: "gone", lastStatus: 410 });
    sink.answer(status(200));
    await resumeDestination(shop.shopId, destination, "test");
    await retryNow(shop.shopId, delivery!.id, "test");
    await expect.poll(() => sink.received.length).toBe(2);
  });

  test("an event that cannot be read is shown as a failed attempt, and holds up nobody else", async () => {
    const sink = await sinkFor();
    const shop = await createShop();
    await addDestination(shop, sink.url);
    const [broken] = await recordEvents(shop, [order(1, 1)]);
    const id = { shopId: shop.shopId, id: broken! };
    const body = new Uint8Array(60);
    await prisma.event.update({ where: { shopId_id: id }, data: { body } });
    await recordEvents(shop, [order(2, 1)]);
    const worker = work();
    await expect.poll(() => statesOf(sink, 2)).toEqual([1]);
    await worker.idle();
    const [delivery] = await deliveriesOfEvent(shop.shopId, broken!);
    expect(delivery).toMatchObject({ state: "pending", problem: true });
    expect(delivery!.attemptList[0]).toMatchObject({ outcome: "retry", error: "internal" });
  });

  test("an event that was redacted before it was sent is cancelled, and holds up nothing", async () => {
    const sink = await sinkFor();
    const shop = await createShop();
    await addDestination(shop, sink.url);
    const [redacted] = await recordEvents(shop, [order(1, 1)]);
    await prisma.event.updateMany({ where: { shopId: shop.shopId }, data: { body: null } });
    await recordEvents(shop, [order(1, 2)]);
    await work().idle();
    expect(statesOf(sink, 1)).toEqual([2]);
    const [delivery] = await deliveriesOfEvent(shop.shopId, redacted!);
    expect(delivery).toMatchObject({ state: "cancelled", deadReason: "redacted", attempts: 0 });
  });

  test("a deleted destination gets nothing more, and what it was owed is cancelled", async () => {
    const sink = await sinkFor(status(500));
    const shop = await createShop();
    const destination = await addDestination(shop, sink.url);
    const [eventId] = await recordEvents(shop, [order(1, 1), order(1, 2)]);
    const worker = work();
    await expect.poll(() => sink.received.length).toBe(1);
    await worker.idle();
    expect(await removeDestination(shop.shopId, destination, "test")).toBe(true);
    expect(await removeDestination(shop.shopId, destination, "test")).toBe(false);
    const [delivery] = await deliveriesOfEvent(shop.shopId, eventId!);
    expect(delivery).toMatchObject({ state: "cancelled", deadReason: "destination_deleted" });
    expect(await backlogs(shop.shopId)).toEqual([]);
  });
});

describe("a dead letter", () => {
  /** A destination that refuses the first state of an order until the event is given up. */
  async function deadLetter(onDeadLetter: "free" | "hold") {
    const sink = await sinkFor((request, response) => {
      response.writeHead(stateOf(request).state === 1 ? 422 : 200).end();
    });
    const shop = await createShop();
    await addDestination(shop, sink.url, { onDeadLetter });
    const [eventId] = await recordEvents(shop, [order(1, 1), order(1, 2), order(1, 3)]);
    const read = async () => (await deliveriesOfEvent(shop.shopId, eventId!))[0]!;
    const worker = work();
    // Its five tries, without waiting out the delays between them.
    await expect
      .poll(
        async () => {
          const delivery = await read();
          if (delivery.state === "pending" && delivery.attempts > 0) {
            await retryNow(shop.shopId, delivery.id, "test");
          }
          return delivery.state;
        },
        { timeout: 15_000 },
      )
      .toBe("dead");
    await worker.idle();
    return { sink, shop, worker, delivery: await read() };
  }

  test("comes after five refusals, says why, and frees its lane", async () => {
    const { sink, delivery } = await deadLetter("free");
    expect(delivery).toMatchObject({ attempts: 5, deadReason: "rejected", problem: true });
    expect(delivery.attemptList.map(({ number }) => number)).toEqual([5, 4, 3, 2, 1]);
    expect(statesOf(sink, 1)).toEqual([1, 1, 1, 1, 1, 2, 3]);
  });

  test("holds its lane where that was chosen, until a person passes over it", async () => {
    const { sink, shop, worker, delivery } = await deadLetter("hold");
    expect(statesOf(sink, 1)).toEqual([1, 1, 1, 1, 1]);
    expect((await backlogs(shop.shopId))[0]?.pending).toBe(2);
    await recordEvents(shop, [order(1, 4)]);
    await worker.idle();
    expect(sink.received).toHaveLength(5);
    expect(await passOverDeadLetter(shop.shopId, delivery.id, "test")).toBe(true);
    await expect.poll(() => statesOf(sink, 1).slice(5)).toEqual([2, 3, 4]);
    expect(await passOverDeadLetter(shop.shopId, delivery.id, "test")).toBe(false);
  });
});
