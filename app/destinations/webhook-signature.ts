import { createHmac, createSecretKey, type KeyObject } from "node:crypto";

const PREFIX = "whsec_";

/** @param random at least 24 random bytes; Standard Webhooks allows 24 to 64 */
export function signingSecret(random: Uint8Array): string {
  return PREFIX + Buffer.from(random).toString("base64");
}

/** A secret made ready to sign with, once: a key given as bytes is imported again by every HMAC. */
export type SigningKey = Readonly<{
  /** The decoded secret, as Standard Webhooks has it. */
  standard: KeyObject;
  /** The secret's text, as Shopify's way has it. */
  text: KeyObject;
}>;

export function signingKey(secret: string): SigningKey {
  const encoded = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret;
  return {
    standard: createSecretKey(Buffer.from(encoded, "base64")),
    text: createSecretKey(Buffer.from(secret)),
  };
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
  keys: readonly SigningKey[],
): [name: string, value: string][] {
  const signed = `${sendId}.${timestamp}.`;
  const signatures = keys.map(({ standard }) => {
    const hmac = createHmac("sha256", standard).update(signed).update(body);
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
export function shopifyCompatibleHmac(body: Uint8Array, { text }: SigningKey): string {
  return createHmac("sha256", text).update(body).digest("base64");
}
