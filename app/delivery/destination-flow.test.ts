import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prisma } from "#app/db.server.ts";
import { newId } from "#app/ids.server.ts";
import { addDestination, createShop } from "#tests/setup/pipeline.ts";
import { useDatabase } from "#tests/setup/with-database.ts";
import {
  askForShares,
  holdDestination,
  openBreaker,
  rampUp,
  returnShares,
} from "./destination-flow-system-store.server.ts";
import { openWorkerPools, type WorkerPools } from "./worker-pool.server.ts";

const databaseUrl = useDatabase();
let pools: WorkerPools;
beforeAll(() => {
  pools = openWorkerPools(databaseUrl());
});
afterAll(() => pools.close());

async function destination(values: { concurrency?: number; ratePerSecond?: number } = {}) {
  const shop = await createShop();
  const destinationId = await addDestination(shop, "https://erp.example.com/", values);
  return { shopId: shop.shopId, destinationId };
}
type Place = Awaited<ReturnType<typeof destination>>;

/** As a worker does: what it holds is what it was told to come down to, or what it has under way. */
function workerAt(place: Place) {
  const id = newId();
  let limit = 0;
  let sending = 0;
  return {
    ask: async () => {
      const holding = Math.max(limit, sending);
      const [share] = await askForShares(pools.claims, id, [{ ...place, holding }]);
      limit = Math.min(share!.slots, share!.target);
      return share!;
    },
    /** Fills up to `share` of what it may. */
    send: (share: number) => (sending = Math.max(sending, Math.floor(limit * share))),
    finish: (share: number) => (sending -= Math.ceil(sending * share)),
    leave: async () => {
      await returnShares(pools.claims, id);
      limit = sending = 0;
    },
    sending: () => sending,
  };
}

describe("a destination's concurrency, over all workers,", () => {
  test("is never exceeded, however they come, go, send and finish", async () => {
    const command = fc.record({
      worker: fc.integer({ min: 0, max: 3 }),
      does: fc.constantFrom("ask", "send", "finish", "leave"),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.array(command, { minLength: 10, maxLength: 40 }),
        async (concurrency, commands) => {
          const place = await destination({ concurrency });
          const workers = Array.from({ length: 4 }, () => workerAt(place));
          for (const { worker: index, does, share } of commands) {
            const worker = workers[index]!;
            if (does === "ask") await worker.ask();
            if (does === "send") worker.send(share);
            if (does === "finish") worker.finish(share);
            if (does === "leave" && worker.sending() === 0) await worker.leave();
            const all = workers.reduce((sum, each) => sum + each.sending(), 0);
            expect(all).toBeLessThanOrEqual(concurrency);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test("is shared equally once everybody has come back", async () => {
    const place = await destination({ concurrency: 9 });
    const [one, two, three] = [workerAt(place), workerAt(place), workerAt(place)];
    expect((await one.ask()).slots).toBe(9);
    one.send(1);
    // All is in use: the others get theirs as it comes free.
    expect((await two.ask()).slots).toBe(0);
    one.finish(1);
    for (let turn = 0; turn < 4; turn++) for (const each of [one, two, three]) await each.ask();
    const shares = [await one.ask(), await two.ask(), await three.ask()];
    expect(shares.map(({ slots }) => slots)).toEqual([3, 3, 3]);
  });

  test("comes back from a worker that died", async () => {
    const place = await destination({ concurrency: 4 });
    await workerAt(place).ask();
    const other = workerAt(place);
    expect((await other.ask()).slots).toBe(0);
    await prisma.destinationShare.updateMany({ where: place, data: { until: new Date(0) } });
    expect((await other.ask()).slots).toBe(4);
  });
});

describe("a destination's rate", () => {
  test("is divided, and never more in all than the limit", async () => {
    const place = await destination({ ratePerSecond: 12 });
    const workers = [workerAt(place), workerAt(place), workerAt(place)];
    expect((await workers[0]!.ask()).rate).toBe(12);
    expect((await workers[1]!.ask()).rate).toBe(0);
    for (let turn = 0; turn < 5; turn++) {
      for (const worker of workers) await worker.ask();
      const { _sum } = await prisma.destinationShare.aggregate({
        where: place,
        _sum: { rate: true },
      });
      expect(_sum.rate).toBeLessThanOrEqual(12);
    }
    expect((await workers[2]!.ask()).rate).toBe(4);
  });

  test("is no limit when there is none", async () => {
    expect((await workerAt(await destination()).ask()).rate).toBeUndefined();
  });
});

describe("a failing destination", () => {
  const state = ({ destinationId }: Place) =>
    prisma.destination.findFirstOrThrow({ where: { id: destinationId } });
  const comeBack = ({ destinationId }: Place) =>
    prisma.$executeRaw`UPDATE destination SET held_until = now() WHERE id = ${destinationId}::uuid`;

  test("gets nothing, then one probe in all, then twice as much every second", async () => {
    const place = await destination({ concurrency: 16 });
    const [one, two] = [workerAt(place), workerAt(place)];
    await openBreaker(pools.claims, place);
    expect(await one.ask()).toMatchObject({ stopped: true, target: 0, slots: 0 });
    await comeBack(place);
    expect(await one.ask()).toMatchObject({ stopped: false, probing: true, slots: 1 });
    expect(await two.ask()).toMatchObject({ probing: true, slots: 0 });
    await rampUp(pools.claims, place);
    expect((await one.ask()).slots).toBeLessThanOrEqual(2);
    await prisma.$executeRaw`
      UPDATE destination SET breaker_at = now() - interval '2 seconds'
      WHERE id = ${place.destinationId}::uuid`;
    await two.leave();
    expect((await one.ask()).slots).toBe(8);
    await prisma.$executeRaw`
      UPDATE destination SET breaker_at = now() - interval '1 minute'
      WHERE id = ${place.destinationId}::uuid`;
    expect((await one.ask()).slots).toBe(16);
    expect(await state(place)).toMatchObject({ breaker: "closed", breakerFailures: 0 });
  });

  test("is left alone for longer with every probe that fails, up to some minutes", async () => {
    const place = await destination();
    const waits: number[] = [];
    for (let probe = 0; probe < 10; probe++) {
      await openBreaker(pools.claims, place);
      const { heldUntil } = await state(place);
      waits.push((heldUntil?.getTime() ?? 0) - Date.now());
      await comeBack(place);
    }
    expect(waits[0]).toBeLessThan(1_500);
    expect(waits[1]).toBeGreaterThan(1_500);
    expect(waits[4]).toBeGreaterThan(15_000);
    expect(waits[9]).toBeGreaterThan(290_000);
    expect(waits[9]).toBeLessThan(365_000);
  });

  test("is found failing by several workers, and opened once", async () => {
    const place = await destination();
    await Promise.all([1, 2, 3].map(() => openBreaker(pools.claims, place)));
    expect(await state(place)).toMatchObject({ breaker: "open", breakerFailures: 1 });
  });

  test("that asks to be left alone is, for a second at least and a day at most", async () => {
    const place = await destination();
    await holdDestination(pools.claims, place, { ms: 1e12, reason: "DAILY" });
    const { heldUntil, heldReason } = await state(place);
    expect(heldReason).toBe("DAILY");
    expect((heldUntil?.getTime() ?? 0) - Date.now()).toBeLessThanOrEqual(86_400_000);
    // A shorter wish does not undo a longer one.
    await holdDestination(pools.claims, place, { ms: 1, reason: "TEN_SECONDLY" });
    expect((await state(place)).heldUntil).toEqual(heldUntil);
  });
});
