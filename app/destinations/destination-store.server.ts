import { randomBytes } from "node:crypto";
import { APP_ACTOR, recordAudit } from "#app/audit-store.server.ts";
import { prisma } from "#app/db.server.ts";
import { sealSecret } from "#app/encryption.server.ts";
import { newId } from "#app/ids.server.ts";
import type { DestinationSecrets, DestinationState, HttpDestinationValues } from "./destination.ts";
import { secretsContext } from "./destination-rows.ts";
import { signingSecret } from "./webhook-signature.ts";

/** Staff member's id, as the audit trail names who did it. */
type Actor = string;

/**
 * Creates a destination with a signing secret of its own; events that arrive from now on go there.
 * @returns its id
 */
export async function createDestination(
  shopId: string,
  values: HttpDestinationValues,
  actor: Actor,
): Promise<string> {
  const id = newId();
  const secrets: DestinationSecrets = {
    signing: [{ secret: signingSecret(randomBytes(32)), since: new Date().toISOString() }],
  };
  await prisma.$transaction(async (tx) => {
    await tx.destination.create({
      data: {
        shopId,
        id,
        kind: "http",
        ...columns(values),
        secrets: new Uint8Array(sealSecret(JSON.stringify(secrets), secretsContext(shopId, id))),
      },
    });
    await recordAudit(shopId, { actor, action: "destination.create", subject: id }, tx);
  });
  return id;
}

/** @returns false when the shop has no such destination. */
export async function updateDestination(
  shopId: string,
  id: string,
  values: HttpDestinationValues,
  actor: Actor,
): Promise<boolean> {
  return prisma.$transaction(async (tx) => {
    const { count } = await tx.destination.updateMany({
      where: { shopId, id, state: { not: "deleted" } },
      data: columns(values),
    });
    if (count === 0) return false;
    await recordAudit(shopId, { actor, action: "destination.update", subject: id }, tx);
    return true;
  });
}

/** Stops sending; everything that is owed is kept and shown as backlog. */
export function pauseDestination(shopId: string, id: string, actor: Actor): Promise<boolean> {
  return changeState(shopId, id, { from: ["active"], to: "paused", reason: "person", actor });
}

/** Goes on where it stopped, in order. Also what makes a disabled destination active again. */
export function resumeDestination(shopId: string, id: string, actor: Actor): Promise<boolean> {
  return changeState(shopId, id, { from: ["paused", "disabled"], to: "active", actor });
}

/** For a destination that said it is gone for good. @param reason a short code, such as `gone` */
export function disableDestination(
  shopId: string,
  id: string,
  reason: string,
  actor: Actor = APP_ACTOR,
): Promise<boolean> {
  return changeState(shopId, id, { from: ["active", "paused"], to: "disabled", reason, actor });
}

/**
 * Takes the destination and its secrets away for good. What is still owed to it is cancelled by
 * `removeDestination` of delivery, which calls this first.
 */
export async function deleteDestination(
  shopId: string,
  id: string,
  actor: Actor,
): Promise<boolean> {
  const from: DestinationState[] = ["active", "paused", "disabled"];
  return changeState(shopId, id, { from, to: "deleted", actor });
}

type Change = Readonly<{
  from: DestinationState[];
  to: DestinationState;
  reason?: string;
  actor: Actor;
}>;

const ACTIONS = {
  active: "resume",
  paused: "pause",
  disabled: "disable",
  deleted: "delete",
} as const;

/** @returns false when it was in none of the states that it may go on from. */
async function changeState(
  shopId: string,
  id: string,
  { from, to, reason, actor }: Change,
): Promise<boolean> {
  return prisma.$transaction(async (tx) => {
    const { count } = await tx.destination.updateMany({
      where: { shopId, id, state: { in: from } },
      data: {
        state: to,
        stateReason: reason ?? null,
        stateAt: new Date(),
        ...(to === "deleted" && { secrets: null }),
      },
    });
    if (count === 0) return false;
    const detail = reason === undefined ? {} : { reason };
    await recordAudit(
      shopId,
      { actor, action: `destination.${ACTIONS[to]}`, subject: id, detail },
      tx,
    );
    // Workers learn of work that may be claimed again.
    if (to === "active") await tx.$executeRaw`SELECT pg_notify('rollcall_work', '')`;
    return true;
  });
}

function columns({ settings, topics, ...values }: HttpDestinationValues) {
  return { ...values, settings: { ...settings }, topics: [...topics] };
}
