import { prisma } from "#app/db.server.ts";
import type { Destination, DestinationSecrets } from "./destination.ts";
import { openDestinationSecrets } from "./destination-queries.server.ts";
import { toDestination } from "./destination-rows.ts";

/** A destination with what sending to it needs. For the delivery engine only. */
export type DeliveryTarget = Readonly<{
  destination: Destination;
  secrets: DestinationSecrets;
}>;

/**
 * @returns undefined when there is no such destination (any more).
 * @throws DecryptionError when ENCRYPTION_KEY is not the one its secrets were encrypted with.
 */
export async function loadDeliveryTarget(
  shopId: string,
  id: string,
): Promise<DeliveryTarget | undefined> {
  const row = await prisma.destination.findUnique({ where: { shopId_id: { shopId, id } } });
  if (!row || row.state === "deleted") return undefined;
  const { secrets, ...visible } = row;
  return {
    destination: toDestination(visible),
    secrets: openDestinationSecrets(shopId, id, secrets),
  };
}
