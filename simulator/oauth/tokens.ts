import { randomBytes } from "node:crypto";
import type { Settings } from "../simulation.ts";
import type { AccessToken, Shop } from "../store/shop.ts";

const TOKENS_KEPT = 200;

export interface IssueInput {
  kind: "offline" | "online";
  /** False gives an offline token that never expires and has no refresh token. */
  expiring: boolean;
  scopes: string[];
  userId: string | null;
}

/** A new access token of a shop. */
export function issueToken(
  shop: Shop,
  input: IssueInput,
  settings: Settings,
  now: number,
): AccessToken {
  const random = () => randomBytes(16).toString("hex");
  const refreshes = input.kind === "offline" && input.expiring;
  const lifetime = input.kind === "online" ? 86_399 : settings.tokenSeconds;
  const token: AccessToken = {
    token: `${input.kind === "online" ? "shpua_" : refreshes ? "shpat_e" : "shpat_"}${random()}`,
    kind: input.kind,
    scopes: input.scopes,
    createdAt: now,
    expiresAt: input.kind === "online" || input.expiring ? now + lifetime * 1000 : null,
    revoked: false,
    userId: input.userId,
    refreshToken: refreshes ? `shprt_${random()}` : null,
    refreshExpiresAt: refreshes ? now + settings.refreshTokenSeconds * 1000 : null,
    refreshedAt: null,
    successor: null,
  };
  shop.tokens.push(token);
  shop.tokens.splice(0, shop.tokens.length - TOKENS_KEPT);
  return token;
}

/** The token that a request carries, if it is good for anything now. */
export function findToken(shop: Shop, value: string | undefined, now: number): AccessToken | null {
  if (value === undefined || !shop.installation) return null;
  const token = shop.tokens.find((one) => one.token === value);
  if (!token || token.revoked) return null;
  return token.expiresAt !== null && token.expiresAt <= now ? null : token;
}

/**
 * The token that a refresh token gives. It is used up by its first use; for
 * `refreshGraceSeconds` more it gives the same answer again, so that an answer
 * lost on the way can be asked for once more.
 */
export function refresh(
  shop: Shop,
  refreshToken: string,
  settings: Settings,
  now: number,
): AccessToken | null {
  const used = shop.tokens.find((one) => one.refreshToken === refreshToken);
  if (!used || used.revoked || !shop.installation) return null;
  if (used.refreshExpiresAt === null || used.refreshExpiresAt <= now) return null;
  if (used.refreshedAt !== null) {
    const inGrace = now - used.refreshedAt <= settings.refreshGraceSeconds * 1000;
    return (inGrace && shop.tokens.find((one) => one.token === used.successor)) || null;
  }
  const next = issueToken(
    shop,
    { kind: "offline", expiring: true, scopes: shop.installation.scopes, userId: null },
    settings,
    now,
  );
  used.refreshedAt = now;
  used.successor = next.token;
  return next;
}
