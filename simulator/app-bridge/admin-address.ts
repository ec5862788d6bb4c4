/** Which admin an address is translated for. */
export interface AdminPlace {
  /** Where the shell is served, without a trailing slash. */
  origin: string;
  /** The part of the shop's domain before `.myshopify.com`. */
  storeHandle: string;
}

/**
 * Translates an address that means Shopify's admin into the shell's own.
 * Three spellings are in use: `shopify:admin/orders/1` (also with slashes
 * after the colon), `https://admin.shopify.com/store/{handle}/orders/1` and
 * `https://{shop}.myshopify.com/admin/orders/1`.
 *
 * @returns undefined for an address that has nothing to do with the admin
 */
export function adminAddress(
  address: string,
  { origin, storeHandle }: AdminPlace,
): string | undefined {
  const protocolLink = /^shopify:\/*admin(?:\/(.*))?$/i.exec(address);
  if (protocolLink !== null) return `${origin}/store/${storeHandle}/${protocolLink[1] ?? ""}`;
  if (!/^https:\/\//i.test(address) || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  const rest = url.search + url.hash;
  if (url.hostname === "admin.shopify.com") return origin + url.pathname + rest;
  const handle = /^([a-z0-9-]+)\.myshopify\.com$/.exec(url.hostname)?.[1];
  const path = /^\/admin(\/.*)?$/.exec(url.pathname);
  if (handle === undefined || path === null) return undefined;
  return `${origin}/store/${handle}${path[1] ?? ""}${rest}`;
}
