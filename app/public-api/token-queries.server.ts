import { prisma } from "#app/db.server.ts";

/** A token as its page shows it: never its secret. */
export type TokenView = Readonly<{
  id: string;
  name: string;
  ending: string;
  scopes: readonly string[];
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
}>;

/** The tokens that have not been revoked, newest first. */
export async function listTokens(shopId: string): Promise<TokenView[]> {
  return prisma.apiToken.findMany({
    where: { shopId, revokedAt: null },
    orderBy: { id: "desc" },
    select: {
      id: true,
      name: true,
      ending: true,
      scopes: true,
      createdAt: true,
      expiresAt: true,
      lastUsedAt: true,
    },
  });
}
