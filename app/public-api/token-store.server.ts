import { recordAudit } from "#app/audit-store.server.ts";
import { prisma } from "#app/db.server.ts";
import { isId } from "#app/event-log/event-filter.ts";
import { newId } from "#app/ids.server.ts";
import { RATE } from "./rate.ts";
import type { Scope } from "./scope.ts";
import { hashToken, newTokenSecret } from "./token-secret.server.ts";

/** More would only be forgotten. */
export const MOST_TOKENS = 20;

export type NewToken = Readonly<{
  name: string;
  scopes: readonly Scope[];
  /** Undefined: until it is revoked. */
  expiresAt: Date | undefined;
}>;

export type CreatedToken =
  /** The secret is in no table: this is the only time that it is known. */
  Readonly<{ ok: true; id: string; secret: string }> | Readonly<{ ok: false }>;

/** @returns `ok: false` when the shop has as many tokens as it may. */
export async function createToken(
  shopId: string,
  { name, scopes, expiresAt }: NewToken,
  actor: string,
): Promise<CreatedToken> {
  const secret = newTokenSecret();
  const id = newId();
  return prisma.$transaction(async (tx) => {
    // Two at once must not both see the last free place.
    await tx.$queryRaw`SELECT id FROM shop WHERE id = ${shopId}::uuid FOR UPDATE`;
    const live = await tx.apiToken.count({ where: { shopId, revokedAt: null } });
    if (live >= MOST_TOKENS) return { ok: false };
    await tx.apiToken.create({
      data: {
        shopId,
        id,
        name,
        secretHash: Uint8Array.from(hashToken(secret)),
        ending: secret.slice(-4),
        scopes: [...scopes],
        createdBy: actor,
        expiresAt: expiresAt ?? null,
        allowance: RATE.burst,
      },
    });
    const detail = { scopes: [...scopes], expires: expiresAt?.toISOString() ?? null };
    await recordAudit(shopId, { actor, action: "api_token.create", subject: id, detail }, tx);
    return { ok: true, id, secret };
  });
}

/** From the next request on it does not work. @returns false when there is none that still works. */
export async function revokeToken(shopId: string, id: string, actor: string): Promise<boolean> {
  if (!isId(id)) return false;
  return prisma.$transaction(async (tx) => {
    const { count } = await tx.apiToken.updateMany({
      where: { shopId, id, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    if (count === 0) return false;
    await tx.listener.deleteMany({ where: { shopId, tokenId: id } });
    await recordAudit(shopId, { actor, action: "api_token.revoke", subject: id }, tx);
    return true;
  });
}
