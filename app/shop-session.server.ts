import { findOrNoteShop } from "./shop-directory-store.server.ts";
import { authenticate } from "./shopify.server.ts";

type Admin = Awaited<ReturnType<typeof authenticate.admin>>;

/** Who asks, as Shopify's session token says: nothing of it comes from the address or a form. */
export type ShopSession = Readonly<{
  /** Every query and command takes it first. */
  shopId: string;
  /** `something.myshopify.com` */
  domain: string;
  /** Id of the staff member, for the audit trail. */
  actor: string;
  admin: Admin["admin"];
  session: Admin["session"];
}>;

/**
 * The shop of a request from the embedded app; every loader and action of a page begins with it.
 * @throws Response of Shopify's library when the request holds no valid session token
 */
export async function requireShop(request: Request): Promise<ShopSession> {
  const { admin, session, sessionToken } = await authenticate.admin(request);
  const { shopId } = await findOrNoteShop(session.shop);
  return {
    shopId,
    domain: session.shop,
    actor: sessionToken.sub ?? "unknown",
    admin,
    session,
  };
}
