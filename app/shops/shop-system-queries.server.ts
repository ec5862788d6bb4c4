import { prisma } from "#app/db.server.ts";
import { INSTALL_STATES, isInstalled } from "./install-state.ts";

/** The shops that have the app installed, across all shops. */
export async function installedShopIds(): Promise<string[]> {
  const rows = await prisma.shop.findMany({
    where: { installState: { in: INSTALL_STATES.filter(isInstalled) } },
    select: { id: true },
    orderBy: { id: "asc" },
  });
  return rows.map(({ id }) => id);
}
