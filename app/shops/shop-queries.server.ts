import { prisma } from "#app/db.server.ts";
import type { InstallState } from "./install-state.ts";

export type ShopRecord = Readonly<{
  shopId: string;
  domain: string;
  state: InstallState;
  installedAt: Date | null;
  grantedScopes: readonly string[];
  /** Known once the app has been opened. */
  name: string | null;
  /** IANA name, such as Europe/Berlin; null until the app has been opened. */
  timezone: string | null;
}>;

/** @throws when there is no such shop: ids come from our own rows. */
export async function readShop(shopId: string): Promise<ShopRecord> {
  const row = await prisma.shop.findUniqueOrThrow({ where: { id: shopId } });
  return {
    shopId: row.id,
    domain: row.domain,
    state: row.installState as InstallState,
    installedAt: row.installedAt,
    grantedScopes: row.grantedScopes,
    name: row.name,
    timezone: row.timezone,
  };
}
