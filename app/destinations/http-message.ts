import type { DestinationSecrets } from "./destination.ts";
import type { OutgoingMessage } from "./destination-kind.ts";
import { authSecretName, type HttpSettings } from "./http-description.ts";
import {
  shopifyCompatibleHmac,
  type SigningKey,
  signingKey,
  standardWebhookHeaders,
} from "./webhook-signature.ts";

const USER_AGENT = "Rollcall/1.0";

/**
 * The headers of one request: Shopify's own as stored, ours, and the signatures.
 * @param timestamp seconds since 1970
 */
export function httpHeaders(
  message: OutgoingMessage,
  settings: HttpSettings,
  secrets: DestinationSecrets,
  timestamp: number,
): [name: string, value: string][] {
  const headers: [string, string][] = [["user-agent", USER_AGENT]];
  let contentType = "application/json";
  for (const [name, value] of message.headers) {
    const lower = name.toLowerCase();
    if (lower === "content-type") contentType = value;
    if (!isForwarded(lower)) continue;
    const replaced = message.processAgain && lower.endsWith("shopify-webhook-id");
    headers.push([name, replaced ? message.sendId : value]);
  }
  headers.push(["content-type", contentType]);
  headers.push(["Rollcall-Source", message.source]);
  headers.push(["Rollcall-Sequence", message.sequence]);
  headers.push(["Rollcall-Stale", String(message.stale)]);
  const keys = keysOf(secrets);
  headers.push(...standardWebhookHeaders(message.sendId, timestamp, message.body, keys));
  const [newest] = keys;
  if (settings.shopifyHmac && newest !== undefined) {
    headers.push(["X-Shopify-Hmac-Sha256", shopifyCompatibleHmac(message.body, newest)]);
  }
  for (const [name, value] of settings.headers ?? []) headers.push([name, value]);
  const signIn = signInHeader(settings, secrets);
  if (signIn) headers.push(signIn);
  return headers;
}

function signInHeader(
  { auth }: HttpSettings,
  { credentials }: DestinationSecrets,
): [name: string, value: string] | undefined {
  const secret = auth && credentials?.[authSecretName(auth)];
  if (secret === undefined) return undefined;
  switch (auth?.type) {
    case "bearer":
      return ["Authorization", `Bearer ${secret}`];
    case "basic": {
      // RFC 7617: the user name has no colon; the bytes are UTF-8.
      const pair = Buffer.from(`${auth.username}:${secret}`).toString("base64");
      return ["Authorization", `Basic ${pair}`];
    }
    case "header":
      return [auth.name, secret];
    case undefined:
      return undefined;
  }
}

/** Shopify's HMAC never leaves: whoever knows a body and its HMAC could send it in as another shop's. */
function isForwarded(lowerName: string): boolean {
  if (lowerName.includes("hmac")) return false;
  return lowerName.startsWith("x-shopify-") || lowerName.startsWith("shopify-");
}

const known = new WeakMap<DestinationSecrets, readonly SigningKey[]>();

function keysOf(secrets: DestinationSecrets): readonly SigningKey[] {
  const keys = known.get(secrets) ?? secrets.signing.map(({ secret }) => signingKey(secret));
  known.set(secrets, keys);
  return keys;
}
