import { createHmac, timingSafeEqual } from "node:crypto";
import { SECRET } from "../settings.ts";

/** What every contender checks first: the HMAC over the raw bytes. */
export function isSigned(body: Buffer, signature: unknown): boolean {
  const expected = createHmac("sha256", SECRET).update(body).digest();
  const given = Buffer.from(typeof signature === "string" ? signature : "", "base64");
  return given.length === expected.length && timingSafeEqual(expected, given);
}
