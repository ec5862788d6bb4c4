import { type DeliveryView, toDeliveryView } from "#app/delivery/delivery-view.ts";
import { prisma } from "#app/db.server.ts";

/** A page of deliveries, newest first, by keyset on the id. @param below id of the last one before */
export async function listDeliveries(
  shopId: string,
  page: Readonly<{ problemOnly: boolean; below: string | undefined; limit: number }>,
): Promise<DeliveryView[]> {
  const rows = await prisma.delivery.findMany({
    where: {
      shopId,
      ...(page.problemOnly && { problem: true }),
      ...(page.below !== undefined && { id: { lt: page.below } }),
    },
    orderBy: { id: "desc" },
    take: page.limit,
  });
  return rows.map(toDeliveryView);
}
