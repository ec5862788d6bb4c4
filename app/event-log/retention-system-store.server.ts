import { prisma } from "#app/db.server.ts";
import { PARTITIONED_TABLES, partitionOf, smallestId } from "./partition.ts";

const DAY_MS = 86_400_000;
const BATCH = 2_000;
/** Deliveries that are still owed, or that wait for a person, keep their event, whatever its age. */
const UNSETTLED = "state IN ('pending', 'dead')";

export type Retained = Readonly<{ dropped: string[]; deleted: number }>;

/**
 * Lets go of what every shop has kept for long enough: whole days at once where nothing is left in
 * them to be kept, rows in batches where a shop keeps less than the longest. Safe to stop anywhere
 * and to run again: it goes on with what is left.
 * @param now milliseconds since 1970
 */
export async function letGoOfOldEvents(now: number): Promise<Retained> {
  const days = await prisma.$queryRaw<{ days: number }[]>`
    SELECT DISTINCT retention_days AS days FROM shop ORDER BY 1`;
  const longest = days.at(-1)?.days;
  if (longest === undefined) return { dropped: [], deleted: 0 };
  // Whole days first: what goes with them need not be deleted row by row.
  const dropped = await dropDays(longest, now);
  let deleted = 0;
  for (const { days: kept } of days) deleted += await deleteOlder(kept, now);
  return { dropped: [...dropped, ...(await dropDays(longest, now))], deleted };
}

/** Rows of the shops that keep this many days, in the order of the tables' dependence. */
async function deleteOlder(days: number, now: number): Promise<number> {
  const before = smallestId(now - days * DAY_MS);
  let deleted = 0;
  let after = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    const rows = await prisma.$queryRawUnsafe<{ id: string; shop_id: string; keep: boolean }[]>(
      `SELECT e.id, e.shop_id, EXISTS (
         SELECT FROM delivery d WHERE d.event_id = e.id AND d.shop_id = e.shop_id AND d.${UNSETTLED}
       ) AS keep
       FROM event e JOIN shop s ON s.id = e.shop_id AND s.retention_days = $1
       WHERE e.id < $2::uuid AND e.id > $3::uuid ORDER BY e.id LIMIT ${BATCH}`,
      days,
      before,
      after,
    );
    const last = rows.at(-1);
    if (!last) return deleted;
    const ids = rows.filter(({ keep }) => !keep).map(({ id }) => id);
    await deleteEvents(ids);
    deleted += ids.length;
    after = last.id;
  }
}

/** Events with all that hangs on them, in one transaction. */
async function deleteEvents(ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const events = [...ids];
  await prisma.$transaction([
    prisma.$executeRaw`
        DELETE FROM attempt WHERE delivery_id IN (
          SELECT id FROM delivery WHERE event_id = ANY(${events}::uuid[]))`,
    prisma.$executeRaw`DELETE FROM delivery WHERE event_id = ANY(${events}::uuid[])`,
    prisma.$executeRaw`
        DELETE FROM receipt WHERE event_id = ANY(${events}::uuid[])
          AND (shop_id, event_id) IN (
            SELECT shop_id, id FROM event WHERE id = ANY(${events}::uuid[]))`,
    prisma.$executeRaw`DELETE FROM event WHERE id = ANY(${events}::uuid[])`,
  ]);
}

/** Days beyond the longest retention of any shop go at once, unless something in them is unsettled. */
async function dropDays(longestDays: number, now: number): Promise<string[]> {
  const oldest = new Date(now - (longestDays + 1) * DAY_MS).toISOString().slice(0, 10);
  const rows = await prisma.$queryRaw<{ day: string }[]>`
    SELECT DISTINCT right(c.relname, 8) AS day
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'partitions' AND c.relkind = 'r' AND c.relname ~ '^event_[0-9]{8}$'
      AND right(c.relname, 8) < ${oldest.replaceAll("-", "")} ORDER BY 1`;
  const dropped: string[] = [];
  for (const { day } of rows) dropped.push(...(await dropDay(day)));
  return dropped;
}

/**
 * Drops what a day holds, in all tables. Looked at under the lock that dropping takes: what was
 * written the moment before is seen. A replay made later keeps the day of its event too.
 */
async function dropDay(day: string): Promise<string[]> {
  const start = Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00Z`);
  const names = PARTITIONED_TABLES.map((table) => partitionOf(table, start).name);
  return prisma.$transaction(
    async (tx) => {
      await tx.$executeRawUnsafe("SET LOCAL lock_timeout = '2s'");
      for (const name of names) {
        await tx.$executeRawUnsafe(`LOCK TABLE partitions."${name}" IN ACCESS EXCLUSIVE MODE`);
      }
      const [row] = await tx.$queryRawUnsafe<{ unsettled: boolean }[]>(
        `SELECT EXISTS (SELECT FROM partitions."${partitionOf("delivery", start).name}" WHERE ${UNSETTLED})
           OR EXISTS (SELECT FROM delivery WHERE replay_of IS NOT NULL AND ${UNSETTLED}
             AND event_id >= $1::uuid AND event_id < $2::uuid) AS unsettled`,
        smallestId(start),
        smallestId(start + DAY_MS),
      );
      if (row?.unsettled) return [];
      for (const name of names) await tx.$executeRawUnsafe(`DROP TABLE partitions."${name}"`);
      return names;
    },
    { timeout: 30_000 },
  );
}
