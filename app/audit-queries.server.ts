import { prisma } from "./db.server.ts";

/** Whether anyone in this shop has ever done something. @param action as it was recorded */
export async function hasRecorded(shopId: string, action: string): Promise<boolean> {
  const entry = await prisma.auditEntry.findFirst({
    where: { shopId, action },
    select: { id: true },
  });
  return entry !== null;
}

export type AuditView = Readonly<{
  id: string;
  at: Date;
  actor: string;
  action: string;
  subject: string | null;
}>;

/**
 * A page of the audit trail, newest first.
 * @param who only what people did, or what the app did by itself
 * @param before id of the last one of the page before
 */
export async function listAudit(
  shopId: string,
  who: "people" | "app" | undefined,
  before: string | undefined,
  limit: number,
): Promise<AuditView[]> {
  return prisma.auditEntry.findMany({
    where: {
      shopId,
      ...(before !== undefined && { id: { lt: before } }),
      ...(who !== undefined && { actor: who === "app" ? "rollcall" : { not: "rollcall" } }),
    },
    orderBy: { id: "desc" },
    take: limit,
    select: { id: true, at: true, actor: true, action: true, subject: true },
  });
}
