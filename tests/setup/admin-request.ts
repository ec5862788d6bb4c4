import { createHmac } from "node:crypto";
import { Session } from "@shopify/shopify-api";
import { newId } from "#app/ids.server.ts";
import { sessionStorage } from "#app/session-store.server.ts";

/** A staff member of a store, as the app sees them: a stored session and session tokens. */
export type Staff = Readonly<{
  /** A request of the embedded page, with a token minted as Shopify does. */
  request: (path: string, form?: Record<string, string>) => Request;
}>;

const API_KEY = "test-api-key";
const API_SECRET = "test-api-secret";
const HOUR_MS = 3_600_000;

/** Stores an offline session of the shop, so that no token needs to be exchanged. */
export async function signIn(domain: string, userId = "42"): Promise<Staff> {
  await sessionStorage.storeSession(
    new Session({
      id: `offline_${domain}`,
      shop: domain,
      state: "",
      isOnline: false,
      accessToken: "shpat_test",
      scope: process.env["SCOPES"] ?? "",
      expires: new Date(Date.now() + HOUR_MS),
      refreshToken: "shprt_test",
      refreshTokenExpires: new Date(Date.now() + 24 * HOUR_MS),
    }),
  );
  return {
    request: (path, form) =>
      new Request(`https://rollcall.test${path}`, {
        headers: {
          authorization: `Bearer ${sessionToken(domain, userId)}`,
          // The library takes anything shorter for a bot.
          "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/147.0.0.0",
        },
        ...(form && { method: "POST", body: new URLSearchParams(form) }),
      }),
  };
}

/** As https://shopify.dev/docs/apps/build/authentication-authorization/session-tokens describes it. */
function sessionToken(domain: string, userId: string): string {
  const now = Math.floor(Date.now() / 1_000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = {
    iss: `https://${domain}/admin`,
    dest: `https://${domain}`,
    aud: API_KEY,
    sub: userId,
    exp: now + 60,
    nbf: now - 1,
    iat: now - 1,
    jti: newId(),
    sid: newId(),
  };
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  const signature = createHmac("sha256", API_SECRET).update(signed).digest("base64url");
  return `${signed}.${signature}`;
}
