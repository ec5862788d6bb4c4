import { z } from "zod";
import { type AdminCallOptions, callAdmin } from "./admin-client.server.ts";
import { type AdminOutcome, mapOk } from "./admin-outcome.ts";

const READ_INSTALLATION = `#graphql
  query ReadInstallation {
    shop {
      name
      ianaTimezone
    }
    currentAppInstallation {
      accessScopes {
        handle
      }
    }
  }
`;

const data = z.object({
  shop: z.object({ name: z.string(), ianaTimezone: z.string() }),
  currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
});

export type Installation = Readonly<{ name: string; timezone: string; scopes: readonly string[] }>;

/** The shop's name and time zone, and the scopes it has granted as Shopify knows them now. */
export async function readInstallation(
  shopDomain: string,
  options?: AdminCallOptions,
): Promise<AdminOutcome<Installation>> {
  const document = { name: "ReadInstallation", text: READ_INSTALLATION, data };
  return mapOk(
    await callAdmin(shopDomain, document, {}, options),
    ({ shop, currentAppInstallation }) => ({
      name: shop.name,
      timezone: shop.ianaTimezone,
      scopes: currentAppInstallation.accessScopes.map(({ handle }) => handle),
    }),
  );
}
