import { createHmac } from "node:crypto";
import { present } from "../present.ts";

interface Secret {
  value: string;
  revoked: boolean;
}

/** The app's client secrets, oldest first. */
export interface Secrets {
  list(): Secret[];
  /** The one that signs: the oldest that is not revoked. */
  signing(): string;
  active(): string[];
  add(value: string): void;
  revoke(value: string): void;
}

/** @param values oldest first. */
export function createSecrets(values: string[]): Secrets {
  const secrets: Secret[] = values.map((value) => ({ value, revoked: false }));
  const active = () => secrets.filter((secret) => !secret.revoked).map((secret) => secret.value);
  return {
    list: () => secrets,
    active,
    signing: () => active()[0] ?? present(secrets.at(-1), "a secret").value,
    add(value) {
      secrets.push({ value, revoked: false });
    },
    revoke(value) {
      for (const secret of secrets) if (secret.value === value) secret.revoked = true;
    },
  };
}

/** The `X-Shopify-Hmac-Sha256` of a body: HMAC-SHA256 over the raw bytes, base64. */
export function signBody(body: Buffer, secret: string): string {
  return createHmac("sha256", secret).update(body).digest("base64");
}
