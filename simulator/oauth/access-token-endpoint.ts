import type { IncomingMessage, ServerResponse } from "node:http";
import { applyFault } from "../admin-api/apply-fault.ts";
import { asRecord, readBody, sendJson } from "../http-io.ts";
import type { Simulation } from "../simulation.ts";
import type { AccessToken, Shop } from "../store/shop.ts";
import { readIdToken } from "./id-token.ts";
import { issueToken, refresh } from "./tokens.ts";

const TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
const ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token";
const OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token";
const ONLINE = "urn:shopify:params:oauth:token-type:online-access-token";

/** `POST /admin/oauth/access_token`: token exchange and refresh. */
export async function handleAccessToken(
  simulation: Simulation,
  req: IncomingMessage,
  res: ServerResponse,
  shop: Shop,
): Promise<void> {
  const form = readForm(await readBody(req), req.headers["content-type"] ?? "");
  const isRefresh = form["grant_type"] === "refresh_token";
  const fault = simulation.apiFaults.next(
    shop.domain,
    ["oauth", isRefresh ? "refresh" : "exchange"],
    "",
  );
  if (fault) return applyFault(res, fault);

  const { apiKey } = simulation.options;
  if (
    form["client_id"] !== apiKey ||
    !simulation.secrets.active().includes(form["client_secret"] ?? "")
  ) {
    return refuse(res, "invalid_client", "The client credentials are invalid");
  }
  if (isRefresh) return refreshToken(simulation, res, shop, form);
  if (form["grant_type"] !== TOKEN_EXCHANGE) {
    return refuse(res, "unsupported_grant_type", "The grant type is not supported");
  }
  exchange(simulation, res, shop, form);
}

function exchange(
  simulation: Simulation,
  res: ServerResponse,
  shop: Shop,
  form: Record<string, string>,
): void {
  const now = simulation.now();
  if (form["subject_token_type"] !== ID_TOKEN) {
    return refuse(res, "invalid_request", "The subject token type is not supported");
  }
  const wanted = form["requested_token_type"];
  if (wanted !== OFFLINE && wanted !== ONLINE) {
    return refuse(res, "invalid_request", "The requested token type is not supported");
  }
  const claims = readIdToken(form["subject_token"] ?? "", {
    shop: shop.domain,
    apiKey: simulation.options.apiKey,
    secrets: simulation.secrets.active(),
    now,
  });
  if (!claims || !shop.installation) {
    return refuse(res, "invalid_subject_token", "The subject token is invalid");
  }
  const token = issueToken(
    shop,
    {
      kind: wanted === ONLINE ? "online" : "offline",
      expiring: form["expiring"] === "1",
      scopes: shop.installation.scopes,
      userId: wanted === ONLINE ? claims.sub : null,
    },
    simulation.settings,
    now,
  );
  simulation.touch(shop);
  sendJson(res, 200, answer(simulation, shop, token), { "cache-control": "no-store" });
}

function refreshToken(
  simulation: Simulation,
  res: ServerResponse,
  shop: Shop,
  form: Record<string, string>,
): void {
  const token = refresh(shop, form["refresh_token"] ?? "", simulation.settings, simulation.now());
  if (!token) {
    return refuse(res, "invalid_grant", "The refresh token is invalid, expired, or already used");
  }
  simulation.touch(shop);
  sendJson(res, 200, answer(simulation, shop, token), { "cache-control": "no-store" });
}

function answer(simulation: Simulation, shop: Shop, token: AccessToken): Record<string, unknown> {
  const scope = token.scopes.join(",");
  const base = { access_token: token.token, scope };
  const secondsTo = (at: number | null) =>
    Math.max(0, Math.round(((at ?? 0) - simulation.now()) / 1000));
  if (token.kind === "online") {
    return {
      ...base,
      expires_in: secondsTo(token.expiresAt),
      associated_user_scope: scope,
      associated_user: {
        id: Number(token.userId),
        first_name: shop.owner.split(" ")[0],
        last_name: shop.owner.split(" ")[1] ?? "",
        email: shop.email,
        email_verified: true,
        account_owner: true,
        locale: "en",
        collaborator: false,
      },
    };
  }
  if (token.refreshToken === null) return base;
  return {
    ...base,
    expires_in: secondsTo(token.expiresAt),
    refresh_token: token.refreshToken,
    refresh_token_expires_in: secondsTo(token.refreshExpiresAt),
  };
}

function refuse(res: ServerResponse, error: string, description: string): void {
  sendJson(res, 400, { error, error_description: description });
}

function readForm(body: Buffer, contentType: string): Record<string, string> {
  const text = body.toString("utf8");
  if (!contentType.includes("json")) return Object.fromEntries(new URLSearchParams(text));
  try {
    return Object.fromEntries(
      Object.entries(asRecord(JSON.parse(text))).map(([key, value]) => [key, String(value)]),
    );
  } catch {
    return {};
  }
}
