import { createHmac } from "node:crypto";
import type { ShellApp } from "./shell-options.ts";

export interface Opening {
  shop: string;
  /** The app's path with its query, from the shell's own address. */
  path: string;
  idToken: string;
  /** Seconds since 1970. */
  timestamp: number;
  /** Names this opening; Shopify's is the signed-in session of the admin. */
  session: string;
  locale: string;
}

/** `host` as Shopify gives it: the admin's address of the store, in base64. */
function hostOf(shop: string): string {
  const handle = shop.replace(/\.myshopify\.com$/, "");
  return Buffer.from(`admin.shopify.com/store/${handle}`).toString("base64");
}

/**
 * The address that the app's frame is opened with.
 * Source: https://shopify.dev/docs/apps/build/authentication-authorization
 */
export function appAddress(app: ShellApp, opening: Opening): string {
  const url = new URL(opening.path, app.url);
  const given: Record<string, string> = {
    embedded: "1",
    host: hostOf(opening.shop),
    id_token: opening.idToken,
    locale: opening.locale,
    session: opening.session,
    shop: opening.shop,
    timestamp: String(opening.timestamp),
  };
  for (const [name, value] of Object.entries(given)) url.searchParams.set(name, value);
  url.searchParams.delete("hmac");
  url.searchParams.set("hmac", signature(url.searchParams, app.apiSecret));
  return url.href;
}

/** Hexadecimal HMAC-SHA256 over the sorted parameters, as Shopify signs a query. */
function signature(parameters: URLSearchParams, secret: string): string {
  const text = [...parameters]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  return createHmac("sha256", secret).update(text).digest("hex");
}
