import type { Session } from "@shopify/shopify-api";
import { withShopLock } from "#app/advisory-lock-store.server.ts";
import { log } from "#app/log.server.ts";
import { loadOfflineSession, replaceSession } from "#app/session-store.server.ts";
import type { AdminFailure } from "./admin-outcome.ts";
import { withImpliedScopes } from "./scope.ts";
import { refreshSession } from "./refresh-token.server.ts";

export type TokenOutcome = Readonly<{ kind: "ok"; token: string }> | AdminFailure;

/** As early as Shopify's library refreshes, so that the two agree on what is about to end. */
const REFRESH_BEFORE_MS = 5 * 60_000;
/** A token with this long to live is still used when a refresh cannot be had. */
const USABLE_MS = 15_000;

/** Refreshes under way in this process: callers for one shop share one. */
const underWay = new Map<string, Promise<TokenOutcome>>();

/** The shop's offline access token, refreshed when it is about to end. */
export async function offlineToken(shopDomain: string): Promise<TokenOutcome> {
  const session = await loadOfflineSession(shopDomain);
  if (!session) return { kind: "refused", because: "no-session" };
  if (session.accessToken && !session.isExpired(REFRESH_BEFORE_MS)) {
    return { kind: "ok", token: session.accessToken };
  }
  return renew(shopDomain, session.accessToken ?? "");
}

/**
 * Another token than `refused`, which Shopify has just turned down: one that was stored meanwhile,
 * or a refreshed one.
 */
export async function tokenInsteadOf(refused: string, shopDomain: string): Promise<TokenOutcome> {
  return renew(shopDomain, refused);
}

/**
 * Sees to it that the token has the scopes that are granted now: one made before a scope was granted
 * need not have it, and would for its whole life be told that the scope is missing.
 */
export async function widenToken(shopDomain: string, granted: readonly string[]): Promise<void> {
  const session = await loadOfflineSession(shopDomain);
  if (!session?.accessToken || !session.refreshToken) return;
  const has = withImpliedScopes((session.scope ?? "").split(",").map((scope) => scope.trim()));
  if (granted.some((scope) => !has.has(scope))) await renew(shopDomain, session.accessToken);
}

function renew(shopDomain: string, unwanted: string): Promise<TokenOutcome> {
  const running = underWay.get(shopDomain);
  if (running) return running;
  const renewal = withShopLock(shopDomain, "refresh-token", () =>
    renewUnderLock(shopDomain, unwanted),
  ).finally(() => underWay.delete(shopDomain));
  underWay.set(shopDomain, renewal);
  return renewal;
}

async function renewUnderLock(shopDomain: string, unwanted: string): Promise<TokenOutcome> {
  // Whoever held the lock before may have done it: two processes never send one refresh token.
  const session = await loadOfflineSession(shopDomain);
  if (!session) return { kind: "refused", because: "no-session" };
  const stored = session.accessToken ?? "";
  if (stored && stored !== unwanted && !session.isExpired(REFRESH_BEFORE_MS)) {
    return { kind: "ok", token: stored };
  }
  const outcome = await refreshSession(session);
  if (outcome.kind !== "ok") {
    log.warn({ shop: shopDomain, outcome: outcome.kind }, "a token refresh failed");
    return outcome.kind === "unreachable" && stillUsable(session, unwanted)
      ? { kind: "ok", token: stored }
      : outcome;
  }
  const refreshed = outcome.session.accessToken ?? "";
  if (await replaceSession(outcome.session, stored)) return { kind: "ok", token: refreshed };
  const newest = await loadOfflineSession(shopDomain);
  return newest?.accessToken
    ? { kind: "ok", token: newest.accessToken }
    : { kind: "refused", because: "no-session" };
}

/** A token that was only near its end, and was not turned down. */
function stillUsable(session: Session, unwanted: string): boolean {
  const ends = session.expires?.getTime() ?? 0;
  const nearItsEnd = ends - Date.now() < REFRESH_BEFORE_MS;
  return nearItsEnd && unwanted === session.accessToken && ends - Date.now() > USABLE_MS;
}
