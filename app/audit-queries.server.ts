import { prisma } from "./db.server.ts";

/** Whether anyone in this shop has ever done something. @param action as it was recorded */
export async function hasRecorded(shopId: string, action: string): Promise<boolean> {
  const entry = await prisma.auditEntry.findFirst({
    where: { shopId, action },
    select: { id: true },
  });
  return entry !== null;
}
