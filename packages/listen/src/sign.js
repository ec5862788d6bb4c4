import { createHmac } from "node:crypto";

/**
 * The headers of Standard Webhooks (standardwebhooks.com), and Shopify's own when its secret is known.
 * @param {Readonly<{ id: string, body: Buffer, seconds: number }>} message `seconds` since 1970
 * @param {Readonly<{ signingSecret: string, shopifySecret: string | undefined }>} secrets
 * @returns {[name: string, value: string][]}
 */
export function signatureHeaders({ id, body, seconds }, { signingSecret, shopifySecret }) {
  const key = Buffer.from(signingSecret.slice("whsec_".length), "base64");
  const signed = createHmac("sha256", key).update(`${id}.${seconds}.`).update(body);
  /** @type {[string, string][]} */
  const headers = [
    ["webhook-id", id],
    ["webhook-timestamp", String(seconds)],
    ["webhook-signature", `v1,${signed.digest("base64")}`],
  ];
  if (shopifySecret) {
    const hmac = createHmac("sha256", shopifySecret).update(body).digest("base64");
    headers.push(["X-Shopify-Hmac-Sha256", hmac]);
  }
  return headers;
}
