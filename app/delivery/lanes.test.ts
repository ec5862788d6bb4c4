import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prisma } from "#app/db.server.ts";
import { newId } from "#app/ids.server.ts";
import { partitionOf } from "#app/event-log/partition.ts";
import { addDestination, createShop, order, recordEvents } from "#tests/setup/pipeline.ts";
import { useDatabase } from "#tests/setup/with-database.ts";
import { type Completion, completeDeliveries } from "./completion-system-store.server.ts";
import {
  claimLanes,
  type ClaimedDelivery,
  FIRST_TURN,
  releaseLanes,
} from "./lane-system-store.server.ts";
import { createResultWriter } from "./result-writer.server.ts";
import { settleLane } from "./settle-lane-system-store.server.ts";
import { openWorkerPools, type WorkerPools } from "./worker-pool.server.ts";

const databaseUrl = useDatabase();
let pools: WorkerPools;
beforeAll(() => {
  pools = openWorkerPools(databaseUrl());
});
afterAll(() => pools.close());

async function claim(changes: Partial<Parameters<typeof claimLanes>[1]> = {}) {
  const request = { turn: FIRST_TURN, total: 100, quota: 64, rooms: new Map(), leaseMs: 60_000 };
  return claimLanes(pools.claims, { ...request, ...changes });
}

/** A store with one destination, alone in the database. */
async function alone() {
  await prisma.lane.deleteMany();
  const shop = await createShop();
  const destination = await addDestination(shop, "https://erp.example.com/");
  return { shop, destination };
}

function delivered(lane: ClaimedDelivery, changes: Partial<Completion> = {}): Completion {
  const id = lane.delivery?.id ?? "";
  return {
    lane,
    deliveryId: id,
    state: "delivered",
    attempts: 1,
    delayMs: 0,
    ageMs: 5,
    outcome: "delivered",
    status: 200,
    deadReason: undefined,
    hold: false,
    searchFrom: id,
    attempt: {
      id: newId(),
      startedAt: new Date(),
      durationMs: 5,
      outcome: "delivered",
      error: undefined,
      responseHeaders: "[]",
      responseBody: Buffer.from("ok"),
    },
    ...changes,
  };
}

describe("a lane that something goes wrong with", () => {
  test("is handed back at once when its head cannot be read", async () => {
    const { shop } = await alone();
    await recordEvents(shop, [order(1, 1)]);
    const impatient = new pg.Pool({
      connectionString: databaseUrl(),
      max: 1,
      options: "-c lock_timeout=100ms",
    });
    await prisma.$transaction(async (tx) => {
      await tx.$executeRaw`LOCK TABLE delivery IN ACCESS EXCLUSIVE MODE`;
      const request = { turn: FIRST_TURN, total: 9, quota: 9, rooms: new Map(), leaseMs: 60_000 };
      await expect(claimLanes(impatient, request)).rejects.toThrow("lock timeout");
    });
    expect((await claim()).deliveries).toHaveLength(1);
    await impatient.end();
  });

  test("is not settled by a worker whose lease another one has taken over", async () => {
    const { shop } = await alone();
    await recordEvents(shop, [order(1, 1)]);
    const [old] = (await claim({ leaseMs: 0 })).deliveries;
    const [present] = (await claim()).deliveries;
    await settleLane(pools.results, old!);
    const { late } = await completeDeliveries(pools.results, [delivered(present!)]);
    expect(late.size).toBe(0);
  });
});

describe("a lane", () => {
  test("is leased to one worker at a time, and again when it is handed back", async () => {
    const { shop } = await alone();
    await recordEvents(shop, [order(1, 1), order(2, 1), order(1, 2)]);
    const claims = await Promise.all([claim(), claim(), claim()]);
    const lanes = claims.flatMap(({ deliveries }) => deliveries);
    expect(lanes.map(({ laneKey }) => laneKey).sort()).toEqual(["order/1", "order/2"]);
    expect((await claim()).deliveries).toEqual([]);
    await releaseLanes(pools.claims, lanes);
    const again = (await claim()).deliveries;
    expect(again).toHaveLength(2);
    // The token of the first lease is worth nothing now.
    const { late } = await completeDeliveries(pools.results, [delivered(lanes[0]!)]);
    expect([...late]).toEqual([lanes[0]!.delivery?.id]);
    expect(await prisma.attempt.count({ where: { shopId: shop.shopId } })).toBe(0);
  });

  test("writes a result once, though it be sent twice after a lost connection", async () => {
    const { shop } = await alone();
    await recordEvents(shop, [order(1, 1), order(1, 2)]);
    const [lane] = (await claim()).deliveries;
    const result = delivered(lane!);
    expect((await completeDeliveries(pools.results, [result])).late.size).toBe(0);
    expect((await completeDeliveries(pools.results, [result])).late.size).toBe(1);
    const [row] = await prisma.lane.findMany({ where: { shopId: shop.shopId } });
    expect(row?.pending).toBe(1);
  });

  test.each([1, 3])(
    "that gets new work in the very moment its head is finished loses none of it (%i waiting)",
    async (waiting) => {
      const { shop, destination } = await alone();
      const first = Array.from({ length: waiting }, (_, state) => order(1, state));
      await recordEvents(shop, first);
      const [lane] = (await claim()).deliveries;
      const client = await pools.results.connect();
      const newer = newId();
      await client.query("BEGIN");
      await client.query(
        `INSERT INTO delivery (shop_id, id, event_id, destination_id, lane_key, topic)
         VALUES ($1, $2, $3, $4, 'order/1', 'orders/updated')`,
        [shop.shopId, newer, lane!.delivery!.eventId, destination],
      );
      await client.query("UPDATE lane SET pending = pending + 1 WHERE shop_id = $1", [shop.shopId]);
      const completing = completeDeliveries(pools.results, [delivered(lane!)]);
      await expect.poll(() => waitingForLocks()).toBe(1);
      await client.query("COMMIT");
      client.release();
      expect((await completing).moreDue).toBe(true);
      const [row] = await prisma.lane.findMany({ where: { shopId: shop.shopId } });
      const next = await prisma.delivery.findFirst({
        where: { shopId: shop.shopId, state: "pending" },
        orderBy: { id: "asc" },
      });
      expect(row).toMatchObject({ pending: waiting, headId: next?.id, leasedUntil: null });
      if (waiting === 1) expect(next?.id).toBe(newer);
    },
  );

  test("delivers what was committed late under an earlier id, too", async () => {
    const { shop, destination } = await alone();
    const earlier = newId();
    await recordEvents(shop, [order(1, 1)]);
    const [delivery] = await prisma.delivery.findMany({ where: { shopId: shop.shopId } });
    await prisma.delivery.create({ data: { ...delivery!, id: earlier } });
    await prisma.lane.updateMany({ where: { shopId: shop.shopId }, data: { pending: 2 } });
    const seen: string[] = [];
    for (let turn = 0; turn < 2; turn++) {
      const [lane] = (await claim()).deliveries;
      seen.push(lane!.delivery!.id);
      await completeDeliveries(pools.results, [delivered(lane!)]);
    }
    expect(seen.sort()).toEqual([earlier, delivery!.id]);
    expect(await prisma.lane.count({ where: { destinationId: destination } })).toBe(0);
  });

  test("of a paused destination is not claimed; a busy one is given no more than its room", async () => {
    const { shop, destination } = await alone();
    await recordEvents(
      shop,
      Array.from({ length: 12 }, (_, id) => order(id, 1)),
    );
    const three = await claim({ rooms: new Map([[destination, 3]]) });
    expect(three.deliveries).toHaveLength(3);
    expect(three.full).toBe(true);
    const rest = await claim({ rooms: new Map([[destination, 100]]) });
    expect([rest.deliveries.length, rest.full]).toEqual([9, false]);
  });

  test("of each destination has its turn, when there are more of them than one claim takes", async () => {
    await alone();
    const shop = await createShop();
    for (let index = 0; index < 6; index++) await addDestination(shop, "https://erp.example.com/");
    await recordEvents(shop, [order(1, 1), order(2, 1), order(3, 1)]);
    const seen: string[] = [];
    let turn = FIRST_TURN;
    for (let index = 0; index < 6; index++) {
      const claimed = await claim({ turn, total: 1, quota: 1 });
      turn = claimed.turn;
      seen.push(...claimed.deliveries.map(({ destinationId }) => destinationId));
    }
    expect(new Set(seen).size).toBe(6);
  });
});

describe("results are written", () => {
  test("when the day's partition is missing: it is made", async () => {
    const { shop } = await alone();
    await recordEvents(shop, [order(1, 1)]);
    const [lane] = (await claim()).deliveries;
    const { name } = partitionOf("attempt", Date.now());
    await prisma.$executeRawUnsafe(`DROP TABLE partitions."${name}"`);
    await completeDeliveries(pools.results, [delivered(lane!)]);
    expect(await prisma.attempt.count({ where: { shopId: shop.shopId } })).toBe(1);
  });

  test("although one answer among them cannot be stored: it is kept without what came back", async () => {
    const { shop } = await alone();
    await recordEvents(shop, [order(1, 1), order(2, 1), order(3, 1)]);
    const lanes = (await claim()).deliveries;
    const writer = createResultWriter(pools.results, () => undefined);
    lanes.forEach((lane, index) => {
      const result = delivered(lane);
      // JSON of PostgreSQL holds no NUL.
      const responseHeaders = index === 1 ? '[["a","\\u0000"]]' : "[]";
      writer.add({ ...result, attempt: { ...result.attempt!, responseHeaders } });
    });
    await writer.drained();
    const attempts = await prisma.attempt.findMany({ where: { shopId: shop.shopId } });
    expect(attempts.filter(({ responseHeaders }) => responseHeaders !== null)).toHaveLength(2);
    expect(attempts.map(({ outcome }) => outcome)).toEqual(Array(3).fill("delivered"));
    expect(writer.pending()).toBe(0);
  });
});

async function waitingForLocks(): Promise<number> {
  const rows = await prisma.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return rows[0]?.count ?? 0;
}
