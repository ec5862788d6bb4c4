import type { AdminFailure, UserErrors } from "#app/shopify-admin/admin-outcome.ts";
import { widenToken } from "#app/shopify-admin/offline-token.server.ts";
import { readInstallation } from "#app/shopify-admin/read-installation.server.ts";
import {
  type RegisterOutcome,
  registerSubscriptions,
} from "#app/subscriptions/register-subscriptions.server.ts";
import { isInstalled } from "./install-state.ts";
import { readShop } from "./shop-queries.server.ts";
import { moveInstallation, noteGrantedScopes, noteShopDetails } from "./shop-store.server.ts";

export type EnsureOutcome =
  | Readonly<{ kind: "active"; registration: Extract<RegisterOutcome, { kind: "settled" }> }>
  | Readonly<{ kind: "not-installed" }>
  /** Shopify did not take part; to be tried again. */
  | Readonly<{ kind: "stopped"; failure: AdminFailure | UserErrors }>;

/**
 * Brings an installation to where it should be: scopes as granted now, every expected topic
 * registered, state active. Safe to repeat, and what the watch does for every shop.
 * @param withinMs time for the first call with all its tries; what does not answer that is left
 */
export async function ensureInstallation(
  shopId: string,
  withinMs?: number,
): Promise<EnsureOutcome> {
  const { domain, state } = await readShop(shopId);
  if (!isInstalled(state)) return { kind: "not-installed" };
  const installation = await readInstallation(domain, withinMs === undefined ? {} : { withinMs });
  if (installation.kind !== "ok") return { kind: "stopped", failure: installation };
  const { scopes, name, timezone } = installation.data;
  await noteGrantedScopes(shopId, scopes);
  await widenToken(domain, scopes);
  await noteShopDetails(shopId, { name, timezone });
  await moveInstallation(shopId, "registration-started");
  const registration = await registerSubscriptions(shopId);
  if (registration.kind !== "settled") return registration;
  await moveInstallation(shopId, "registration-settled");
  return { kind: "active", registration };
}
