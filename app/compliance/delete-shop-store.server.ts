import { prisma } from "#app/db.server.ts";
import { Prisma } from "#prisma/client.ts";

/** Small enough not to hold up whoever else writes. */
const BATCH = 2_000;

/**
 * Deletes every row of a shop from every table that has shops, whatever tables there will be: they
 * are read from the catalogue of the database.
 * @returns how many rows went.
 */
export async function deleteShopRows(shopId: string): Promise<number> {
  const tables = await prisma.$queryRaw<{ name: string }[]>`
    SELECT c.relname::text AS name FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'shop_id' AND NOT a.attisdropped
    WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    ORDER BY c.relname`;
  let deleted = 0;
  for (const { name } of tables) {
    // That it was done stays: ids of our own, times and counts.
    if (name !== "compliance_request") deleted += await deleteFrom(shopId, name);
  }
  return deleted;
}

async function deleteFrom(shopId: string, table: string): Promise<number> {
  const name = Prisma.raw(`"${table.replaceAll('"', '""')}"`);
  // What the app itself noted about the redaction is all that the trail keeps.
  const kept =
    table === "audit_entry" ? Prisma.sql`AND action NOT LIKE 'compliance.%'` : Prisma.empty;
  let total = 0;
  for (;;) {
    const removed = await prisma.$executeRaw`
      DELETE FROM ${name} WHERE (tableoid, ctid) IN (
        SELECT tableoid, ctid FROM ${name} WHERE shop_id = ${shopId}::uuid ${kept} LIMIT ${BATCH}
      ) AND shop_id = ${shopId}::uuid`;
    total += removed;
    if (removed < BATCH) return total;
  }
}

/** Jobs that are still asked for, and what has become of those that ran; not the one that is running. */
export async function deleteShopJobs(shopId: string): Promise<void> {
  await prisma.$executeRaw`
    DELETE FROM pgboss.job
    WHERE data->>'shopId' = ${shopId} AND name <> 'compliance-request'`;
}
