import { describe, expect, test } from "vitest";
import { prisma } from "#app/db.server.ts";
import { seedDestination, seedEvent, seedShop } from "#tests/setup/seed-log.ts";
import { useDatabase } from "#tests/setup/with-database.ts";
import { partitionOf } from "./partition.ts";
import { letGoOfOldEvents } from "./retention-system-store.server.ts";

const DAY_MS = 86_400_000;

describe("retention", () => {
  useDatabase();
  const now = Date.now();
  const partitions = async () =>
    (
      await prisma.$queryRaw<{ name: string }[]>`
        SELECT c.relname::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'partitions' AND c.relkind = 'r' AND c.relname LIKE 'event_2%'`
    ).map(({ name }) => name);

  test("keeps for each shop what it wants, and what is still owed or waits for a person", async () => {
    const [short, long] = [await seedShop(), await seedShop()];
    await prisma.shop.update({ where: { id: short.shopId }, data: { retentionDays: 30 } });
    const destinationId = await seedDestination(short.shopId, "ERP");
    const seed = (shop: typeof short, days: number, state?: "pending" | "dead" | "delivered") =>
      seedEvent(shop, {
        topic: "orders/create",
        payload: { id: days },
        at: now - days * DAY_MS,
        ...(state && { deliveries: [{ destinationId, state }] }),
      });
    const gone = [
      await seed(short, 31, "delivered"),
      await seed(short, 60),
      await seed(long, 95),
      await seed(long, 97),
    ];
    const kept = [
      // Its day stays for its sake, though nothing else in it does.
      await seed(short, 97, "dead"),
      await seed(short, 29),
      await seed(short, 40, "pending"),
      await seed(short, 41, "dead"),
      await seed(long, 31),
      await seed(long, 89),
    ];
    const before = await partitions();

    const { deleted, dropped } = await letGoOfOldEvents(now);
    // The one of 95 days ago went with its day, and was not deleted by itself.
    expect(deleted).toBe(3);
    const left = await prisma.event.findMany({ select: { id: true } });
    expect(left.map(({ id }) => id).sort()).toEqual([...kept].sort());
    for (const eventId of gone) {
      expect(await prisma.receipt.count({ where: { eventId } })).toBe(0);
      expect(await prisma.delivery.count({ where: { eventId } })).toBe(0);
    }
    expect(dropped.filter((name) => name.startsWith("event_"))).toEqual([
      partitionOf("event", now - 95 * DAY_MS).name,
    ]);
    expect(await partitions()).toHaveLength(before.length - 1);
    // Again, and nothing more goes.
    expect(await letGoOfOldEvents(now)).toEqual({ dropped: [], deleted: 0 });
  });
});
