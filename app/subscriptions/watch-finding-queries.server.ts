import { prisma } from "#app/db.server.ts";
import type { Prisma } from "#prisma/client.ts";

/** What the watch sees and cannot mend; the words for each stand in app/ui/watch-words.ts. */
export type WatchCause =
  "token-refused" | "payload-shape" | "api-version" | "silent-topic" | "sent-twice";

export type WatchFinding = Readonly<{
  cause: WatchCause;
  /** The topic; empty: the whole store. */
  subject: string;
  detail: Prisma.JsonValue;
  since: Date;
}>;

/** What is not as it should be now, the oldest first. */
export async function readWatchFindings(shopId: string): Promise<WatchFinding[]> {
  const rows = await prisma.watchFinding.findMany({
    where: { shopId },
    orderBy: { since: "asc" },
    take: 100,
    select: { cause: true, subject: true, detail: true, since: true },
  });
  return rows.map((row) => ({ ...row, cause: row.cause as WatchCause }));
}
