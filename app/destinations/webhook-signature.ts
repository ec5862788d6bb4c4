import { createHmac } from "node:crypto";

const PREFIX = "whsec_";

/** @param random at least 24 random bytes; Standard Webhooks allows 24 to 64 */
export function signingSecret(random: Uint8Array): string {
  return PREFIX + Buffer.from(random).toString("base64");
}

/**
 * The three headers of Standard Webhooks (standardwebhooks.com), version 1: HMAC-SHA256 over
 * `id.timestamp.body`, one signature for each secret, so that a receiver may hold either during a
 * rotation.
 * @param timestamp seconds since 1970, of this try
 */
export function standardWebhookHeaders(
  sendId: string,
  timestamp: number,
  body: Uint8Array,
  secrets: readonly string[],
): [name: string, value: string][] {
  const signed = `${sendId}.${timestamp}.`;
  const signatures = secrets.map((secret) => {
    const hmac = createHmac("sha256", secretBytes(secret)).update(signed).update(body);
    return `v1,${hmac.digest("base64")}`;
  });
  return [
    ["webhook-id", sendId],
    ["webhook-timestamp", String(timestamp)],
    ["webhook-signature", signatures.join(" ")],
  ];
}

/**
 * What Shopify's own header would be, were the destination's secret an app's client secret: code
 * written for Shopify takes the whole text of the secret as its key, so this does too.
 */
export function shopifyCompatibleHmac(body: Uint8Array, secret: string): string {
  return createHmac("sha256", secret).update(body).digest("base64");
}

function secretBytes(secret: string): Buffer {
  const encoded = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret;
  return Buffer.from(encoded, "base64");
}
