import type { IncomingMessage, ServerResponse } from "node:http";
import { adminAddress } from "../app-bridge/admin-address.ts";
import type { Certificates } from "../network/certificates.ts";
import { startTlsFront, type HttpHandler, type TlsFront } from "../network/tls-front.ts";
import { serveStatic } from "./static-files.ts";

const ADMIN = "https://admin.shopify.com";

export interface ShopifyFrontOptions {
  certificates: Pick<Certificates, "key" | "cert">;
  /** The shell, as `createShell` makes it. */
  shell: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  /** Default: any free port. */
  port?: number | undefined;
}

/**
 * Serves the admin shell over TLS under Shopify's own names, for a browser
 * that resolves them to this machine: `admin.shopify.com` is the shell,
 * `cdn.shopify.com` has App Bridge and the font, and a shop's own `/admin`
 * leads to the shell, as Shopify's does.
 */
export function startShopifyFront(options: ShopifyFrontOptions): Promise<TlsFront> {
  const orNotFound =
    (
      handler: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>,
    ): HttpHandler =>
    async (request, response) => {
      if (!(await handler(request, response))) response.writeHead(404).end("not found\n");
    };

  const admin = orNotFound(options.shell);
  const cdn = orNotFound(serveStatic);
  const shop = orNotFound(async (request, response) => {
    const asked = `https://${request.headers.host ?? ""}${request.url ?? "/"}`;
    const address = adminAddress(asked, { origin: ADMIN, storeHandle: "" });
    if (address === undefined) return false;
    response.writeHead(302, { location: address }).end();
    return true;
  });

  return startTlsFront({
    certificates: options.certificates,
    port: options.port,
    handlerFor: (host) => {
      if (host === "admin.shopify.com") return admin;
      if (host === "cdn.shopify.com") return cdn;
      return host.endsWith(".myshopify.com") ? shop : undefined;
    },
  });
}
