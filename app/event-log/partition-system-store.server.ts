import { prisma } from "#app/db.server.ts";
import {
  daysAhead,
  type Partition,
  PARTITIONED_TABLES,
  type PartitionedTable,
  partitionOf,
} from "./partition.ts";

const STORAGE: Readonly<Partial<Record<PartitionedTable, string>>> = {
  // Bodies of common size stay in their row. Moving each into a table beside it, with an index of
  // its own, costs intake a tenth of PostgreSQL's time.
  event: "WITH (toast_tuple_target = 8160)",
  // Room on each page: deliveries are updated in place when their result comes.
  delivery: "WITH (fillfactor = 80)",
};

/** Keeps two processes that find a partition missing from waiting on each other's locks. */
const LOCK = 7_355_608_002;

/**
 * Makes the partitions for the days of `at` (milliseconds) up to `days` later. Safe to call at any
 * time from any process; those that exist are left alone.
 *
 * Each is made by itself and attached, one transaction for each. `CREATE TABLE … PARTITION OF` would
 * lock the whole table against readers, and several tables in one transaction would deadlock with
 * the statements of intake and delivery, which hold one of them and want the next.
 * @returns the names of the partitions made.
 */
export async function ensurePartitions(at: number, days: number): Promise<string[]> {
  const wanted = daysAhead(at, days).flatMap((day) =>
    PARTITIONED_TABLES.map((table) => partitionOf(table, day)),
  );
  const missing = await withoutExisting(wanted.map(({ name }) => name));
  const made: string[] = [];
  for (const partition of wanted) {
    if (missing.has(partition.name) && (await makePartition(partition))) made.push(partition.name);
  }
  return made;
}

/** @returns false when another process was first. */
async function makePartition({ name, table, from, to }: Partition): Promise<boolean> {
  return prisma.$transaction(
    async (tx) => {
      await tx.$executeRawUnsafe(`SELECT pg_advisory_xact_lock(${LOCK})`);
      const [found] = await tx.$queryRaw<{ there: boolean }[]>`
        SELECT to_regclass(${`partitions.${name}`}) IS NOT NULL AS there`;
      if (found?.there) return false;
      await tx.$executeRawUnsafe(
        `CREATE TABLE partitions."${name}"
         (LIKE "${table}" INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)
         ${STORAGE[table] ?? ""}`,
      );
      await tx.$executeRawUnsafe(
        `ALTER TABLE "${table}" ATTACH PARTITION partitions."${name}"
         FOR VALUES FROM ('${from}') TO ('${to}')`,
      );
      return true;
    },
    { timeout: 20_000 },
  );
}

/**
 * Merges what waits beside the search index into it. New terms gather there, and while they do, a
 * search reads the whole of a day that has become quiet, instead of its index.
 */
export async function mergeSearchTerms(): Promise<void> {
  await prisma.$queryRaw`
    SELECT count(gin_clean_pending_list(i.indexrelid))::int AS merged
    FROM pg_inherits h JOIN pg_index i ON i.indexrelid = h.inhrelid
    WHERE h.inhparent = 'event_terms_idx'::regclass`;
}

async function withoutExisting(names: string[]): Promise<Set<string>> {
  const rows = await prisma.$queryRaw<{ relname: string }[]>`
    SELECT c.relname::text AS relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'partitions' AND c.relname = ANY(${names})`;
  const existing = new Set(rows.map(({ relname }) => relname));
  return new Set(names.filter((name) => !existing.has(name)));
}
