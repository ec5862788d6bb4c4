import { Session } from "@shopify/shopify-api";
import { z } from "zod";
import { config } from "#app/config.server.ts";
import type { AdminFailure } from "./admin-outcome.ts";

export type RefreshOutcome = Readonly<{ kind: "ok"; session: Session }> | AdminFailure;

const TIMEOUT_MS = 8_000;
/** Assumed when an answer leaves the lifetime out; Shopify's offline tokens live for an hour. */
const USUAL_LIFETIME_S = 3_600;

const answer = z.object({
  access_token: z.string().min(1),
  scope: z.string().optional(),
  expires_in: z.number().positive().optional(),
  refresh_token: z.string().min(1).optional(),
  refresh_token_expires_in: z.number().positive().optional(),
});

/**
 * Trades a refresh token for new tokens, once. Own, because the library's way has no lock, no
 * time limit, and throws bare responses. Call it only under the shop's `refresh-token` lock.
 * @see https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/offline-access-tokens
 */
export async function refreshSession(old: Session): Promise<RefreshOutcome> {
  if (!old.refreshToken) return { kind: "refused", because: "token-refused" };
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(`https://${old.shop}/admin/oauth/access_token`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({
        client_id: config.shopify.apiKey,
        client_secret: config.shopify.apiSecrets[0],
        grant_type: "refresh_token",
        refresh_token: old.refreshToken,
      }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    body = await response.json().catch(() => undefined);
  } catch {
    return { kind: "unreachable", because: "no answer to a token refresh" };
  }
  if ([400, 401, 403, 404].includes(response.status)) {
    return { kind: "refused", because: "token-refused", status: response.status };
  }
  const parsed = answer.safeParse(body);
  if (!response.ok || !parsed.success) {
    return { kind: "unreachable", because: `status ${response.status} to a token refresh` };
  }
  return { kind: "ok", session: sessionOf(old, parsed.data, Date.now()) };
}

function sessionOf(old: Session, tokens: z.infer<typeof answer>, now: number): Session {
  const { expires_in, refresh_token, refresh_token_expires_in } = tokens;
  const expiring = expires_in !== undefined || refresh_token !== undefined;
  const refreshTokenExpires = refresh_token_expires_in
    ? new Date(now + refresh_token_expires_in * 1_000)
    : old.refreshTokenExpires;
  const scope = tokens.scope ?? old.scope;
  return new Session({
    id: old.id,
    shop: old.shop,
    state: old.state,
    isOnline: false,
    accessToken: tokens.access_token,
    ...(scope !== undefined && { scope }),
    // An answer without a lifetime must not switch refreshing off for good (shopify-app-js#3400).
    ...(expiring && { expires: new Date(now + (expires_in ?? USUAL_LIFETIME_S) * 1_000) }),
    ...(expiring && { refreshToken: refresh_token ?? old.refreshToken }),
    ...(expiring && refreshTokenExpires && { refreshTokenExpires }),
  });
}
