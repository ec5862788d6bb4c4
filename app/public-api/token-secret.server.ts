import { createHash, randomBytes } from "node:crypto";

/** Says where a leaked one comes from, to people and to secret scanners. */
const PREFIX = "rollcall_";
const SECRET = /^rollcall_[A-Za-z0-9_-]{43}$/;

/** A new secret with 256 random bits. */
export function newTokenSecret(): string {
  return PREFIX + randomBytes(32).toString("base64url");
}

export function hashToken(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}

/** The token of an `Authorization` header; undefined when there is none that could be one of ours. */
export function bearerToken(header: string | null): string | undefined {
  const secret = /^Bearer +(\S+)$/i.exec(header?.trim() ?? "")?.[1];
  return secret !== undefined && SECRET.test(secret) ? secret : undefined;
}
