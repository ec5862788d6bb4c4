import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";

/** The claims of a session token: https://shopify.dev/docs/apps/build/authentication-authorization/session-tokens */
export interface IdTokenClaims {
  iss: string;
  dest: string;
  aud: string;
  sub: string;
  exp: number;
  nbf: number;
  iat: number;
  jti: string;
  sid: string;
}

export interface IdTokenInput {
  shop: string;
  apiKey: string;
  secret: string;
  userId?: string;
  /** Milliseconds since 1970. */
  now: number;
  lifetimeSeconds?: number;
  /** Claims to put in place of the right ones, for tests. */
  claims?: Partial<IdTokenClaims>;
}

const DEFAULT_USER_ID = "90510000001";
const LEEWAY_SECONDS = 10;

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

function signature(text: string, secret: string): Buffer {
  return createHmac("sha256", secret).update(text).digest();
}

/** A session token as Shopify's admin mints it: a JWT, HS256, good for a minute. */
export function mintIdToken(input: IdTokenInput): string {
  const seconds = Math.floor(input.now / 1000);
  const claims: IdTokenClaims = {
    iss: `https://${input.shop}/admin`,
    dest: `https://${input.shop}`,
    aud: input.apiKey,
    sub: input.userId ?? DEFAULT_USER_ID,
    exp: seconds + (input.lifetimeSeconds ?? 60),
    nbf: seconds,
    iat: seconds,
    jti: randomUUID(),
    sid: randomUUID(),
    ...input.claims,
  };
  const text = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
  return `${text}.${signature(text, input.secret).toString("base64url")}`;
}

/** The claims of a token that is signed by one of the secrets, meant for this app and shop, and in its time; else null. */
export function readIdToken(
  token: string,
  expected: { shop: string; apiKey: string; secrets: string[]; now: number },
): IdTokenClaims | null {
  const [header, body, given] = token.split(".");
  if (!header || !body || !given) return null;
  const proof = Buffer.from(given, "base64url");
  const signed = expected.secrets.some((secret) => {
    const right = signature(`${header}.${body}`, secret);
    return right.length === proof.length && timingSafeEqual(right, proof);
  });
  if (!signed) return null;
  let claims: IdTokenClaims;
  try {
    claims = JSON.parse(Buffer.from(body, "base64url").toString()) as IdTokenClaims;
  } catch {
    return null;
  }
  const seconds = expected.now / 1000;
  const inTime = claims.exp + LEEWAY_SECONDS > seconds && claims.nbf - LEEWAY_SECONDS <= seconds;
  const ours = claims.aud === expected.apiKey && claims.dest === `https://${expected.shop}`;
  return inTime && ours ? claims : null;
}
