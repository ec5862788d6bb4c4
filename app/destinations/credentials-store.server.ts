import { prisma } from "#app/db.server.ts";
import { sealSecret } from "#app/encryption.server.ts";
import type { DestinationSecrets } from "./destination.ts";
import { openDestinationSecrets } from "./destination-queries.server.ts";
import { secretsContext } from "./destination-rows.ts";

type Credentials = Readonly<Record<string, string>>;

/** A renewal that takes longer is given up, and its lock with it. */
const RENEW_WITHIN_MS = 20_000;

/**
 * Renews what a destination signs in with, a short-lived token say, one process at a time: the
 * destination's row is locked meanwhile, and `renew` is given what is stored by then.
 * @param renew returns the new credentials, or the ones it was given when another process was first
 * @returns what is stored now; undefined when the destination is gone
 * @throws what `renew` throws; nothing is changed then
 */
export async function renewCredentials(
  shopId: string,
  destinationId: string,
  renew: (stored: Credentials) => Promise<Credentials>,
): Promise<Credentials | undefined> {
  return prisma.$transaction(
    async (tx) => {
      const [row] = await tx.$queryRaw<{ secrets: Uint8Array | null }[]>`
        SELECT secrets FROM destination WHERE shop_id = ${shopId}::uuid
          AND id = ${destinationId}::uuid AND state <> 'deleted' FOR UPDATE`;
      if (!row) return undefined;
      const secrets = openDestinationSecrets(shopId, destinationId, row.secrets);
      const stored = secrets.credentials ?? {};
      const credentials = await renew(stored);
      if (credentials === stored) return stored;
      await tx.destination.updateMany({
        where: { shopId, id: destinationId },
        data: { secrets: sealSecrets(shopId, destinationId, { ...secrets, credentials }) },
      });
      return credentials;
    },
    { timeout: RENEW_WITHIN_MS, maxWait: RENEW_WITHIN_MS },
  );
}

/** The secrets as their column holds them. */
export function sealSecrets(
  shopId: string,
  id: string,
  secrets: DestinationSecrets,
): Uint8Array<ArrayBuffer> {
  return new Uint8Array(sealSecret(JSON.stringify(secrets), secretsContext(shopId, id)));
}
