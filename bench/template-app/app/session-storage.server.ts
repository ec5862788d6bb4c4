import { Session } from "@shopify/shopify-api";
import type { SessionStorage } from "@shopify/shopify-app-session-storage";
import type { Session as Row } from "../../../.cache/template-client/client.ts";
import { prisma } from "./db.server";

/**
 * The queries of `@shopify/shopify-app-session-storage-prisma`, one for one, on tables without the
 * fields of online sessions, which no webhook reads.
 */
export const sessionStorage: SessionStorage = {
  async storeSession(session) {
    const data = {
      id: session.id,
      shop: session.shop,
      state: session.state,
      isOnline: session.isOnline,
      scope: session.scope ?? null,
      expires: session.expires ?? null,
      accessToken: session.accessToken ?? "",
    };
    await prisma.session.upsert({ where: { id: session.id }, update: data, create: data });
    return true;
  },
  async loadSession(id) {
    const row = await prisma.session.findUnique({ where: { id } });
    return row ? toSession(row) : undefined;
  },
  async deleteSession(id) {
    await prisma.session.delete({ where: { id } });
    return true;
  },
  async deleteSessions(ids) {
    await prisma.session.deleteMany({ where: { id: { in: ids } } });
    return true;
  },
  async findSessionsByShop(shop) {
    return (await prisma.session.findMany({ where: { shop }, take: 25 })).map(toSession);
  },
};

function toSession(row: Row): Session {
  return Session.fromPropertyArray(
    Object.entries({
      id: row.id,
      shop: row.shop,
      state: row.state,
      isOnline: row.isOnline,
      scope: row.scope ?? "",
      ...(row.expires && { expires: row.expires.getTime() }),
      accessToken: row.accessToken,
    }),
  );
}
