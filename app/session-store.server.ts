import { Session } from "@shopify/shopify-api";
import type { SessionStorage } from "@shopify/shopify-app-session-storage";
import type { Session as SessionRow } from "#prisma/client.ts";
import { prisma, type Transaction } from "./db.server.ts";
import { openSecret, sealSecret } from "./encryption.server.ts";

/**
 * Shopify sessions in PostgreSQL, through Prisma, with access and refresh tokens encrypted at rest.
 * Own, since the packaged Prisma storage stores tokens in the clear and prints to the console.
 */
export const sessionStorage: SessionStorage = {
  async storeSession(session) {
    const row = toRow(session);
    await prisma.session.upsert({ where: { id: row.id }, update: row, create: row });
    return true;
  },
  async loadSession(id) {
    const row = await prisma.session.findUnique({ where: { id } });
    return row ? fromRow(row) : undefined;
  },
  async deleteSession(id) {
    await prisma.session.deleteMany({ where: { id } });
    return true;
  },
  async deleteSessions(ids) {
    await prisma.session.deleteMany({ where: { id: { in: ids } } });
    return true;
  },
  async findSessionsByShop(shop) {
    const rows = await prisma.session.findMany({
      where: { shop },
      orderBy: { expires: "desc" },
      take: 25,
    });
    return rows.map(fromRow);
  },
};

/** The session that background work uses; its id is how Shopify's library names it. */
export async function loadOfflineSession(shopDomain: string): Promise<Session | undefined> {
  return sessionStorage.loadSession(`offline_${shopDomain}`);
}

/**
 * Stores a refreshed session, unless another one has taken its place meanwhile: an exchange of a
 * session token goes on without our lock, and its token must not be overwritten by an older one.
 * @param previousToken the access token that was stored when the refresh began
 * @returns whether it was stored.
 */
export async function replaceSession(session: Session, previousToken: string): Promise<boolean> {
  return prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM session WHERE id = ${session.id} FOR UPDATE`;
    const row = await tx.session.findUnique({ where: { id: session.id } });
    if (!row || fromRow(row).accessToken !== previousToken) return false;
    await tx.session.update({ where: { id: session.id }, data: toRow(session) });
    return true;
  });
}

/** Forgets every session of a shop, once its tokens are worth nothing. */
export async function deleteShopSessions(
  shopDomain: string,
  tx: Transaction = prisma,
): Promise<void> {
  await tx.session.deleteMany({ where: { shop: shopDomain } });
}

function toRow(session: Session): SessionRow {
  const user = session.onlineAccessInfo?.associated_user;
  return {
    id: session.id,
    shop: session.shop,
    state: session.state,
    isOnline: session.isOnline,
    scope: session.scope ?? null,
    expires: session.expires ?? null,
    accessToken: sealText(session.accessToken ?? "", session.id),
    refreshToken: session.refreshToken ? sealText(session.refreshToken, session.id) : null,
    refreshTokenExpires: session.refreshTokenExpires ?? null,
    userId: user ? BigInt(user.id) : null,
    firstName: user?.first_name ?? null,
    lastName: user?.last_name ?? null,
    email: user?.email ?? null,
    accountOwner: user?.account_owner ?? false,
    locale: user?.locale ?? null,
    collaborator: user?.collaborator ?? false,
    emailVerified: user?.email_verified ?? false,
  };
}

function fromRow(row: SessionRow): Session {
  return new Session({
    id: row.id,
    shop: row.shop,
    state: row.state,
    isOnline: row.isOnline,
    accessToken: openText(row.accessToken, row.id),
    ...(row.scope !== null && { scope: row.scope }),
    ...(row.expires && { expires: row.expires }),
    ...(row.refreshToken && { refreshToken: openText(row.refreshToken, row.id) }),
    ...(row.refreshTokenExpires && { refreshTokenExpires: row.refreshTokenExpires }),
    ...(row.userId !== null && {
      onlineAccessInfo: {
        expires_in: 0,
        associated_user_scope: row.scope ?? "",
        associated_user: {
          id: Number(row.userId),
          first_name: row.firstName ?? "",
          last_name: row.lastName ?? "",
          email: row.email ?? "",
          account_owner: row.accountOwner,
          locale: row.locale ?? "",
          collaborator: row.collaborator ?? false,
          email_verified: row.emailVerified ?? false,
        },
      },
    }),
  });
}

function sealText(text: string, sessionId: string): string {
  return sealSecret(text, `session:${sessionId}`).toString("base64");
}

function openText(sealed: string, sessionId: string): string {
  return openSecret(Buffer.from(sealed, "base64"), `session:${sessionId}`).toString();
}
