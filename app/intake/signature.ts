import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Whether `signature` (base64) is the HMAC-SHA256 of the raw body under any of the secrets. All are
 * tried: Shopify signs with the oldest secret that is not revoked, so a rotation needs both.
 */
export function isSignedByShopify(
  body: Uint8Array,
  signature: string | undefined,
  secrets: readonly string[],
): boolean {
  if (!signature) return false;
  const given = Buffer.from(signature, "base64");
  if (given.length !== 32) return false;
  return secrets.some((secret) =>
    timingSafeEqual(createHmac("sha256", secret).update(body).digest(), given),
  );
}
