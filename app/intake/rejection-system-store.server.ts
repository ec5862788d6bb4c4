import { prisma } from "#app/db.server.ts";
import type { RejectionCause } from "./intake-result.ts";

/** Adds to the counters of the hour of `at`. Without a shop: nothing in a refused request is proven. */
export async function addRejections(
  at: Date,
  counts: ReadonlyMap<RejectionCause, number>,
): Promise<void> {
  for (const [cause, count] of [...counts].sort()) {
    await prisma.$executeRaw`
      INSERT INTO rejection_count AS r (hour, cause, count)
      VALUES (date_trunc('hour', ${at}::timestamptz, 'UTC'), ${cause}, ${count})
      ON CONFLICT (hour, cause) DO UPDATE SET count = r.count + EXCLUDED.count`;
  }
}
