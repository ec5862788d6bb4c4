import { prisma } from "#app/db.server.ts";
import { Prisma } from "#prisma/client.ts";
import { RATE } from "./rate.ts";
import { isScope, type Scope } from "./scope.ts";

export type Admission =
  | Readonly<{ kind: "admitted"; shopId: string; tokenId: string; scopes: readonly Scope[] }>
  | Readonly<{ kind: "limited"; retryAfterSeconds: number }>
  | Readonly<{ kind: "refused" }>;

const REFILLED = Prisma.sql`least(${RATE.burst}::float8, t.allowance
  + greatest(0, extract(epoch FROM clock_timestamp() - t.refilled_at)) * ${RATE.perSecond}::float8)`;

/** A token is of one installation: who installs anew decides anew who may read. */
const WORKS = Prisma.sql`t.revoked_at IS NULL
  AND (t.expires_at IS NULL OR t.expires_at > clock_timestamp())
  AND s.install_state NOT IN ('uninstalled', 'redacted')
  AND (s.installed_at IS NULL OR t.created_at >= s.installed_at)`;

/**
 * Finds the shop of a token, counts the request against its rate and notes the use: one statement,
 * so that all processes share the one bucket. Across shops, since the token is what tells the shop.
 * @param hash of the secret, see `hashToken`
 */
export async function admitToken(hash: Uint8Array): Promise<Admission> {
  const [admitted] = await prisma.$queryRaw<{ shop_id: string; id: string; scopes: string[] }[]>`
    UPDATE api_token t SET allowance = ${REFILLED} - 1,
      refilled_at = greatest(t.refilled_at, clock_timestamp()), last_used_at = clock_timestamp()
    FROM shop s
    WHERE t.secret_hash = ${hash} AND s.id = t.shop_id AND ${WORKS} AND ${REFILLED} >= 1
    RETURNING t.shop_id, t.id, t.scopes`;
  if (admitted) {
    const { shop_id: shopId, id: tokenId } = admitted;
    return { kind: "admitted", shopId, tokenId, scopes: admitted.scopes.filter(isScope) };
  }
  const [limited] = await prisma.$queryRaw<{ wait: number }[]>`
    SELECT ((1 - ${REFILLED}) / ${RATE.perSecond}::float8)::float8 AS wait
    FROM api_token t JOIN shop s ON s.id = t.shop_id WHERE t.secret_hash = ${hash} AND ${WORKS}`;
  if (!limited) return { kind: "refused" };
  return { kind: "limited", retryAfterSeconds: Math.max(1, Math.ceil(limited.wait)) };
}
