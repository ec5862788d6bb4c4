import { prisma, type Transaction } from "#app/db.server.ts";
import { APP_ACTOR, recordAudit } from "#app/audit-store.server.ts";
import { newId } from "#app/ids.server.ts";
import { shopById } from "#app/shop-directory-store.server.ts";
import { erasedName } from "#app/event-log/erased-name.ts";
import type { ComplianceRequest, ComplianceState } from "./compliance-queries.server.ts";
import { findComplianceRequest } from "./compliance-queries.server.ts";
import type { ComplianceTopic } from "./compliance-topic.ts";

/** Shopify's limit for carrying a request out. */
const DUE_WITHIN_DAYS = 30;
const DAY_MS = 86_400_000;

/** Puts a request on record, once for each event. */
export async function openComplianceRequest(
  shopId: string,
  event: Readonly<{ id: string; topic: ComplianceTopic; receivedAt: Date }>,
): Promise<ComplianceRequest> {
  const { id: eventId, topic, receivedAt } = event;
  const dueAt = new Date(receivedAt.getTime() + DUE_WITHIN_DAYS * DAY_MS);
  await prisma.complianceRequest.createMany({
    data: { shopId, id: newId(), eventId, topic, state: "searching", receivedAt, dueAt },
    skipDuplicates: true,
  });
  const request = await findComplianceRequest(shopId, { eventId });
  if (!request) throw new Error("a request that was just stored is not there");
  return request;
}

/** Notes how far the search has come, together with what it found: a kill loses neither. */
export async function noteSearched(
  shopId: string,
  requestId: string,
  found: readonly string[],
  progress: Readonly<{ cursor: string; read: number }>,
): Promise<void> {
  await prisma.$transaction(async (tx) => {
    const { count } = await tx.complianceMatch.createMany({
      data: found.map((eventId) => ({ shopId, requestId, eventId })),
      skipDuplicates: true,
    });
    await tx.complianceRequest.update({
      where: { shopId_id: { shopId, id: requestId } },
      data: {
        cursor: progress.cursor,
        eventsRead: { increment: progress.read },
        eventsFound: { increment: count },
      },
    });
  });
}

/** Moves a request on, and says so in the audit trail when it has come to its end. */
export async function moveRequest(
  shopId: string,
  requestId: string,
  state: ComplianceState,
  tx: Transaction = prisma,
): Promise<void> {
  const isEnd = state === "done" || state === "cancelled";
  const { eventId, topic, eventsRead, eventsFound, eventsErased } =
    await tx.complianceRequest.update({
      where: { shopId_id: { shopId, id: requestId } },
      data: { state, ...(isEnd && { finishedAt: new Date() }) },
    });
  if (!isEnd) return;
  const counts = { read: Number(eventsRead), found: eventsFound, erased: eventsErased };
  await recordAudit(
    shopId,
    {
      actor: APP_ACTOR,
      action: `compliance.${state}`,
      subject: eventId,
      detail: { topic, ...counts },
    },
    tx,
  );
}

/** Remembers, as keyed hashes, what must not be brought back by a sweep. */
export async function rememberErased(
  shopId: string,
  resources: Readonly<{ kind: string; ids: Iterable<string> }>,
): Promise<void> {
  const { key } = await shopById(shopId);
  if (!key) return;
  await prisma.erasedResource.createMany({
    data: [...resources.ids].map((id) => ({
      shopId,
      hash: key.term(erasedName(resources.kind, id)),
    })),
    skipDuplicates: true,
  });
}

/** Forgets what a request had found, once nothing more is to be done with it. */
export async function forgetMatches(shopId: string, requestId: string): Promise<void> {
  await prisma.complianceMatch.deleteMany({ where: { shopId, requestId } });
}

export async function countErased(
  shopId: string,
  requestId: string,
  erased: number,
): Promise<void> {
  if (erased === 0) return;
  await prisma.complianceRequest.update({
    where: { shopId_id: { shopId, id: requestId } },
    data: { eventsErased: { increment: erased } },
  });
}
