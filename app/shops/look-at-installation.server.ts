import { readInstallation } from "#app/shopify-admin/read-installation.server.ts";
import { checkSubscriptions } from "#app/subscriptions/check-subscriptions.server.ts";
import { readShop } from "./shop-queries.server.ts";
import { noteGrantedScopes, noteShopDetails } from "./shop-store.server.ts";

export type LookOutcome =
  | Readonly<{ kind: "in-order" }>
  /** Left over from an earlier installation. */
  | Readonly<{ kind: "token-worthless" }>
  /** Scopes have changed, or nothing at all is registered any more. */
  | Readonly<{ kind: "to-be-mended" }>
  /** Shopify did not say; the watch will. */
  | Readonly<{ kind: "unknown" }>;

/**
 * Asks Shopify whether an installation that is believed to be active still is. Subscriptions that
 * have gone are noted and shown, and mended by the watch or by a person; only when none is left,
 * as after a reinstall that no one told us of, are they to be made again at once.
 */
export async function lookAtInstallation(shopId: string): Promise<LookOutcome> {
  const { domain } = await readShop(shopId);
  const installation = await readInstallation(domain);
  if (installation.kind === "refused") {
    const worthless = ["token-refused", "no-session"].includes(installation.because);
    return { kind: worthless ? "token-worthless" : "unknown" };
  }
  if (installation.kind !== "ok") return { kind: "unknown" };
  const { scopes, name, timezone } = installation.data;
  const changed = await noteGrantedScopes(shopId, scopes);
  await noteShopDetails(shopId, { name, timezone });
  const check = await checkSubscriptions(shopId);
  if (check.kind !== "checked") return { kind: "unknown" };
  const states = check.verdicts.map(({ state }) => state);
  const noneLeft = states.includes("missing") && !states.includes("registered");
  return { kind: changed || noneLeft ? "to-be-mended" : "in-order" };
}
