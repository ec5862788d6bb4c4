import { prisma } from "#app/db.server.ts";
import type { Prisma } from "#prisma/client.ts";
import type { WatchCause } from "./watch-finding-queries.server.ts";

type Found = Readonly<{
  cause: WatchCause;
  /** The topic; left out: the whole store. */
  subject?: string;
  /** Codes and counts only: never personal data. */
  detail?: Prisma.InputJsonObject;
}>;

/** Notes what is not as it should be, or that it still is. @returns since when. */
export async function noteFinding(shopId: string, found: Found): Promise<Date> {
  const { cause, subject = "", detail = {} } = found;
  const { since } = await prisma.watchFinding.upsert({
    where: { shopId_cause_subject: { shopId, cause, subject } },
    update: { detail },
    create: { shopId, cause, subject, detail },
  });
  return since;
}

/** It is in order again. */
export async function clearFinding(shopId: string, cause: WatchCause, subject = ""): Promise<void> {
  await prisma.watchFinding.deleteMany({ where: { shopId, cause, subject } });
}
