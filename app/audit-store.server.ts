import type { Prisma } from "#prisma/client.ts";
import { prisma, type Transaction } from "./db.server.ts";
import { newId } from "./ids.server.ts";

export type AuditRecord = Readonly<{
  /** A staff member's id, or `rollcall` for the app itself. */
  actor: string;
  /** A verb and what it was done to, such as `subscriptions.register`. */
  action: string;
  subject?: string;
  /** Ids, codes and counts only: never personal data, a token or a secret. */
  detail?: Prisma.InputJsonObject;
}>;

/** What the app does by itself is recorded under this name. */
export const APP_ACTOR = "rollcall";

/** Writes one line of the audit trail, within a transaction when one is given. */
export async function recordAudit(
  shopId: string,
  { actor, action, subject, detail }: AuditRecord,
  tx: Transaction = prisma,
): Promise<void> {
  await tx.auditEntry.create({
    data: {
      shopId,
      id: newId(),
      at: new Date(),
      actor,
      action,
      subject: subject ?? null,
      detail: detail ?? {},
    },
  });
}
