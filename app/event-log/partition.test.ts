import { describe, expect, test } from "vitest";
import { useDatabase } from "#tests/setup/with-database.ts";
import { newId } from "#app/ids.server.ts";
import { prisma } from "#app/db.server.ts";
import { findOrNoteShop } from "#app/shop-directory-store.server.ts";
import { ensurePartitions, mergeSearchTerms } from "./partition-system-store.server.ts";
import { PARTITIONED_TABLES, partitionOf, timeOfId } from "./partition.ts";

describe("partitions by day on the id", () => {
  useDatabase();

  test("an id made on a day lies within that day's partition, to the millisecond", () => {
    const midnight = Date.UTC(2026, 10, 21);
    const partition = partitionOf("event", midnight + 86_399_999);
    expect(partition).toEqual({
      name: "event_20261121",
      table: "event",
      from: "01a1fb67-1800-0000-0000-000000000000",
      to: "01a2008d-7400-0000-0000-000000000000",
    });
    expect(timeOfId(partition.from)).toBe(midnight);
    expect(partitionOf("event", midnight + 86_400_000).from).toBe(partition.to);
  });

  test("making them again, from many places at once, makes nothing and fails nothing", async () => {
    const day = Date.UTC(2031, 0, 1);
    const made = await Promise.all(Array.from({ length: 6 }, () => ensurePartitions(day, 2)));
    const names = made.flat();
    expect(new Set(names).size).toBe(names.length);
    expect(names).toHaveLength(3 * PARTITIONED_TABLES.length);
    expect(await ensurePartitions(day, 2)).toEqual([]);
  });

  test("making them waits for nobody who reads or writes, and nobody waits for it", async () => {
    const day = Date.UTC(2032, 0, 1);
    await prisma.$transaction(async (tx) => {
      // As a worker in the midst of its statement: one of the tables is held, the next is wanted.
      await tx.$executeRaw`LOCK TABLE event, delivery IN ROW EXCLUSIVE MODE`;
      expect(await ensurePartitions(day, 0)).toHaveLength(PARTITIONED_TABLES.length);
      await tx.$executeRaw`LOCK TABLE attempt IN ROW EXCLUSIVE MODE`;
    });
  });

  test("the body column of a partition is never compressed again by PostgreSQL", async () => {
    const rows = await prisma.$queryRaw<{ attstorage: string }[]>`
      SELECT attstorage::text FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
      WHERE c.relname = ${partitionOf("event", timeOfId(newId())).name} AND attname = 'body'`;
    expect(rows).toEqual([{ attstorage: "e" }]);
  });

  test("search terms that wait beside their index are merged into it", async () => {
    const { shopId } = await findOrNoteShop("terms.myshopify.com");
    await prisma.$executeRaw`
      INSERT INTO event (shop_id, id, source, topic, webhook_id, resource_kind, received_at, headers,
        body_encoding, body_bytes, body_hash, is_json, terms)
      VALUES (${shopId}::uuid, ${newId()}::uuid, 'webhook', 'orders/create', 'w', 'order', now(),
        '[]', 'none', 0, '', true, '{1,2,3}')`;
    await mergeSearchTerms();
    const [left] = await prisma.$queryRaw<{ pages: bigint }[]>`
      SELECT sum(gin_clean_pending_list(i.indexrelid)) AS pages FROM pg_inherits h
      JOIN pg_index i ON i.indexrelid = h.inhrelid
      WHERE h.inhparent = 'event_terms_idx'::regclass`;
    expect(Number(left?.pages)).toBe(0);
  });
});
