import { prisma } from "#app/db.server.ts";
import { shopById } from "#app/shop-directory-store.server.ts";
import { erasedName } from "./erased-name.ts";

/**
 * Which of these resources were erased on a person's request: whatever reads Shopify's records must
 * leave them out, or it would bring back what had to go.
 * @param kind `customer` or `order`
 * @param ids Shopify's numeric ids
 */
export async function erasedAmong(
  shopId: string,
  kind: string,
  ids: readonly string[],
): Promise<Set<string>> {
  const { key } = await shopById(shopId);
  if (!key || ids.length === 0) return new Set();
  const byHash = new Map(ids.map((id) => [key.term(erasedName(kind, id)), id]));
  const rows = await prisma.erasedResource.findMany({
    where: { shopId, hash: { in: [...byHash.keys()] } },
    select: { hash: true },
  });
  return new Set(rows.flatMap(({ hash }) => byHash.get(hash) ?? []));
}
