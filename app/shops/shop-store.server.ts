import { APP_ACTOR, recordAudit } from "#app/audit-store.server.ts";
import type { Prisma } from "#prisma/client.ts";
import { prisma, type Transaction } from "#app/db.server.ts";
import { enqueueInTransaction } from "#app/jobs/enqueue.server.ts";
import { deleteShopSessions } from "#app/session-store.server.ts";
import { markAllMissing } from "#app/subscriptions/subscription-store.server.ts";
import { type InstallHappening, nextState, statesBefore } from "./install-state.ts";

/** After this many seconds a job looks after an installation, in case this process could not. */
const SAFETY_NET_S = 5;

/**
 * Begins an installation, together with the job that makes certain it comes to its end.
 * @returns false when it had begun already: somebody else is at it.
 */
export async function beginInstallation(
  shopId: string,
  happening: "opened" | "reinstalled",
): Promise<boolean> {
  return prisma.$transaction(async (tx) => {
    if (!(await move(tx, shopId, happening, { data: { installedAt: new Date() } }))) return false;
    // What an earlier installation had registered is gone with it.
    await markAllMissing(shopId, tx);
    await enqueueInTransaction(
      tx,
      "ensure-subscriptions",
      { shopId },
      { startAfter: SAFETY_NET_S },
    );
    await recordAudit(shopId, { actor: APP_ACTOR, action: `shop.${happening}` }, tx);
    return true;
  });
}

/** Moves on from where something can happen. @returns false when it does not apply any more. */
export async function moveInstallation(
  shopId: string,
  happening: "registration-started" | "registration-settled",
): Promise<boolean> {
  return move(prisma, shopId, happening);
}

/**
 * Ends an installation: no sessions, nothing registered. What was stored stays until `shop/redact`.
 * @param installation the one that was looked at; one that has begun since is not ended
 * @returns false when the shop is not installed, or anew.
 */
export async function endInstallation(
  shopId: string,
  installation: Readonly<{ domain: string; installedAt: Date | null }>,
  eventId: string,
): Promise<boolean> {
  return prisma.$transaction(async (tx) => {
    const { domain, installedAt } = installation;
    if (!(await move(tx, shopId, "uninstalled", { only: { installedAt } }))) return false;
    await deleteShopSessions(domain, tx);
    await markAllMissing(shopId, tx);
    const audit = { actor: APP_ACTOR, action: "shop.uninstalled", subject: eventId };
    await recordAudit(shopId, audit, tx);
    return true;
  });
}

/**
 * Ends a shop for good, unless it has the app installed: nothing of it is left in its row but a name
 * that only tells it again.
 * @returns false when it is installed.
 */
export async function endShop(
  shopId: string,
  domain: string,
  redactedName: string,
): Promise<boolean> {
  const nothing = { name: null, timezone: null, installedAt: null, topicsChosenAt: null };
  const data = { ...nothing, domain: redactedName, grantedScopes: [], chosenTopics: [] };
  return prisma.$transaction(async (tx) => {
    if (!(await move(tx, shopId, "redacted", { data }))) return false;
    await deleteShopSessions(domain, tx);
    return true;
  });
}

/** Notes what is granted now. @returns whether it differs from what was known. */
export async function noteGrantedScopes(
  shopId: string,
  scopes: readonly string[],
): Promise<boolean> {
  const grantedScopes = [...new Set(scopes)].sort();
  const { count } = await prisma.shop.updateMany({
    where: { id: shopId, NOT: { grantedScopes: { equals: grantedScopes } } },
    data: { grantedScopes },
  });
  return count > 0;
}

/** Notes how the shop is called and which time its people live in. */
export async function noteShopDetails(
  shopId: string,
  details: Readonly<{ name: string; timezone: string }>,
): Promise<void> {
  const { name, timezone } = details;
  await prisma.shop.updateMany({
    where: { id: shopId, OR: [{ name: null }, { NOT: { name } }, { NOT: { timezone } }] },
    data: { name, timezone },
  });
}

type Change = Readonly<{
  only?: Readonly<{ installedAt: Date | null }>;
  data?: Prisma.ShopUpdateManyMutationInput;
}>;

/** Checks and moves in one statement, so that of two processes one moves. */
async function move(
  tx: Transaction,
  shopId: string,
  happening: InstallHappening,
  { only, data }: Change = {},
): Promise<boolean> {
  const [from] = statesBefore(happening);
  const to = from && nextState(from, happening);
  if (!to) return false;
  const { count } = await tx.shop.updateMany({
    where: { id: shopId, installState: { in: statesBefore(happening) }, ...only },
    data: { installState: to, installStateAt: new Date(), ...data },
  });
  return count > 0;
}
