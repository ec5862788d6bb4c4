import { randomBytes } from "node:crypto";
import type { HubSpotAnswer } from "./errors.ts";
import { expiredToken, noToken } from "./errors.ts";

interface Token {
  scopes: string[];
  /** Milliseconds since 1970; Infinity for a private app's. */
  expires: number;
}

/** HubSpot's OAuth tokens live for 30 minutes; a private app's until it is taken away. */
export class HubSpotTokens {
  readonly tokens = new Map<string, Token>();
  readonly refreshTokens = new Map<
    string,
    { clientId: string; clientSecret: string; scopes: string[] }
  >();
  lifetimeSeconds = 1_800;
  /** How often a refresh token was traded. */
  refreshes = 0;

  privateApp(scopes: string[]): string {
    const token = `pat-eu1-${randomBytes(16).toString("hex")}`;
    this.tokens.set(token, { scopes, expires: Infinity });
    return token;
  }

  connectApp(app: { clientId: string; clientSecret: string; scopes: string[] }): string {
    const token = `eu1-${randomBytes(16).toString("hex")}`;
    this.refreshTokens.set(token, app);
    return token;
  }

  /** `POST /oauth/v1/token` with `grant_type=refresh_token`. */
  refresh(form: URLSearchParams, now: number): HubSpotAnswer {
    const refreshToken = form.get("refresh_token") ?? "";
    const app = this.refreshTokens.get(refreshToken);
    if (form.get("grant_type") !== "refresh_token" || !app) {
      const message = "missing or invalid refresh token";
      return { status: 400, body: { status: "BAD_REFRESH_TOKEN", message } };
    }
    if (form.get("client_id") !== app.clientId || form.get("client_secret") !== app.clientSecret) {
      const message = "missing or unknown client id";
      return { status: 400, body: { status: "BAD_CLIENT_ID", message } };
    }
    this.refreshes += 1;
    const token = randomBytes(24).toString("base64url");
    this.tokens.set(token, { scopes: app.scopes, expires: now + this.lifetimeSeconds * 1_000 });
    return {
      status: 200,
      body: {
        token_type: "bearer",
        refresh_token: refreshToken,
        access_token: token,
        expires_in: this.lifetimeSeconds,
      },
    };
  }

  /** Ends every OAuth token now, as half an hour would. */
  expireAll(now: number): void {
    for (const token of this.tokens.values()) {
      if (token.expires !== Infinity) token.expires = now - 1_000;
    }
  }

  /** The scopes of the request's token, or the refusal. */
  authorise(header: string | undefined, now: number): string[] | HubSpotAnswer {
    const token = this.tokens.get(/^Bearer (.+)$/.exec(header ?? "")?.[1] ?? "");
    if (!token) return noToken();
    if (token.expires <= now) return expiredToken(Math.ceil((now - token.expires) / 1_000));
    return token.scopes;
  }
}
