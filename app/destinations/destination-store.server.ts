import { randomBytes } from "node:crypto";
import { APP_ACTOR, recordAudit } from "#app/audit-store.server.ts";
import { prisma } from "#app/db.server.ts";
import type { Prisma } from "#prisma/client.ts";
import { newId } from "#app/ids.server.ts";
import { sealSecrets } from "./credentials-store.server.ts";
import {
  type DestinationSecrets,
  type DestinationState,
  type DestinationValues,
  withCredentials,
} from "./destination.ts";
import type { CredentialChange } from "./destination-kind.ts";
import { openDestinationSecrets } from "./destination-queries.server.ts";
import { signingSecret } from "./webhook-signature.ts";

/** Staff member's id, as the audit trail names who did it. */
type Actor = string;

const NO_CREDENTIALS: CredentialChange = { set: {}, keep: [] };

/**
 * Creates a destination with a signing secret of its own; events that arrive from now on go there.
 * @returns its id
 */
export async function createDestination(
  shopId: string,
  values: DestinationValues,
  actor: Actor,
  { set }: CredentialChange = NO_CREDENTIALS,
): Promise<string> {
  const id = newId();
  const secrets: DestinationSecrets = {
    signing: [{ secret: signingSecret(randomBytes(32)), since: new Date().toISOString() }],
    credentials: set,
  };
  await prisma.$transaction(async (tx) => {
    await tx.destination.create({
      data: {
        shopId,
        id,
        kind: values.kind,
        ...columns(values),
        secrets: sealSecrets(shopId, id, secrets),
      },
    });
    await recordAudit(shopId, { actor, action: "destination.create", subject: id }, tx);
  });
  return id;
}

/**
 * The kind stays what it is.
 * @returns false when the shop has no such destination of this kind.
 */
export async function updateDestination(
  shopId: string,
  id: string,
  values: DestinationValues,
  actor: Actor,
  credentials: CredentialChange = NO_CREDENTIALS,
): Promise<boolean> {
  return prisma.$transaction(async (tx) => {
    const [row] = await tx.$queryRaw<{ secrets: Uint8Array | null }[]>`
      SELECT secrets FROM destination WHERE shop_id = ${shopId}::uuid AND id = ${id}::uuid
        AND kind = ${values.kind} AND state <> 'deleted' FOR UPDATE`;
    if (!row) return false;
    // Of what is stored by now: a token may have been renewed meanwhile.
    const secrets = withCredentials(openDestinationSecrets(shopId, id, row.secrets), credentials);
    await tx.destination.updateMany({
      where: { shopId, id },
      data: { ...columns(values), secrets: sealSecrets(shopId, id, secrets) },
    });
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

function columns({ kind: _kind, settings, topics, ...values }: DestinationValues) {
  // What is undefined has no place in JSON.
  const plain = JSON.parse(JSON.stringify(settings)) as Prisma.InputJsonObject;
  return { ...values, settings: plain, topics: [...topics] };
}
