import {
  type DeliveryTarget,
  loadDeliveryTarget,
} from "#app/destinations/destination-system-queries.server.ts";

export type DeliveryTargets = Readonly<{
  /** @param version changes with every change of the destination; an older one is read anew */
  find: (
    shopId: string,
    destinationId: string,
    version: number,
  ) => Promise<DeliveryTarget | undefined>;
}>;

const REMEMBERED = 2_000;

/** Settings and decrypted secrets of destinations, read once for each version of them. */
export function createDeliveryTargets(): DeliveryTargets {
  const known = new Map<string, { version: number; target: Promise<DeliveryTarget | undefined> }>();
  return {
    find: (shopId, destinationId, version) => {
      const found = known.get(destinationId);
      if (found && found.version >= version) return found.target;
      if (known.size >= REMEMBERED) known.clear();
      const target = loadDeliveryTarget(shopId, destinationId);
      known.set(destinationId, { version, target });
      // A failure is not remembered.
      target.catch(() => known.delete(destinationId));
      return target;
    },
  };
}
