import { prisma } from "#app/db.server.ts";

/** Small enough for a batch to take no noticeable time from intake, which writes the same tables. */
const BATCH = 5_000;

/**
 * Removes the keys that were made before `before`, in batches, each its own transaction.
 * @returns how many went.
 */
export async function forgetDedupeKeys(before: Date): Promise<number> {
  const webhookKeys = await inBatches(
    () => prisma.$executeRaw`
      DELETE FROM webhook_key WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM webhook_key WHERE created_at < ${before} LIMIT ${BATCH}))`,
  );
  const contentKeys = await inBatches(
    () => prisma.$executeRaw`
      DELETE FROM content_key WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM content_key WHERE created_at < ${before} LIMIT ${BATCH}))`,
  );
  return webhookKeys + contentKeys;
}

async function inBatches(remove: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const removed = await remove();
    total += removed;
    if (removed < BATCH) return total;
  }
}
