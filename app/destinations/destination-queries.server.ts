import { prisma } from "#app/db.server.ts";
import { openSecret } from "#app/encryption.server.ts";
import type { Destination, DestinationSecrets } from "./destination.ts";
import { secretsContext, toDestination, VISIBLE } from "./destination-rows.ts";

/** The shop's destinations, oldest first, without deleted ones. */
export async function listDestinations(shopId: string): Promise<Destination[]> {
  const rows = await prisma.destination.findMany({
    where: { shopId, state: { not: "deleted" } },
    orderBy: { id: "asc" },
    select: VISIBLE,
  });
  return rows.map(toDestination);
}

/** @returns undefined when the shop has no such destination, or deleted it. */
export async function findDestination(
  shopId: string,
  id: string,
): Promise<Destination | undefined> {
  if (!isUuid(id)) return undefined;
  const row = await prisma.destination.findFirst({
    where: { shopId, id, state: { not: "deleted" } },
    select: VISIBLE,
  });
  return row ? toDestination(row) : undefined;
}

/**
 * The secrets of a destination, for its own page and for signing only.
 * @throws DecryptionError when ENCRYPTION_KEY is not the one they were encrypted with.
 */
export async function destinationSecrets(
  shopId: string,
  id: string,
): Promise<DestinationSecrets | undefined> {
  if (!isUuid(id)) return undefined;
  const row = await prisma.destination.findFirst({
    where: { shopId, id, state: { not: "deleted" } },
    select: { secrets: true },
  });
  if (!row) return undefined;
  return openDestinationSecrets(shopId, id, row.secrets);
}

/** Opens what the column holds. */
export function openDestinationSecrets(
  shopId: string,
  id: string,
  sealed: Uint8Array | null,
): DestinationSecrets {
  if (!sealed) return { signing: [] };
  return JSON.parse(
    openSecret(sealed, secretsContext(shopId, id)).toString(),
  ) as DestinationSecrets;
}

function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
}
