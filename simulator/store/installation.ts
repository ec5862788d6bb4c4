import type { Simulation } from "../simulation.ts";
import { scopesPayload, shopPayload } from "../webhooks/shop-payload.ts";
import { StoreRefusal } from "./happening.ts";
import { nextId, removeSubscriptions, type Shop } from "./shop.ts";

/** Grants the app its scopes, as managed installation does when a merchant agrees. */
export function installApp(simulation: Simulation, shop: Shop, scopes: string[]): void {
  if (shop.installation) return updateScopes(simulation, shop, scopes);
  shop.installation = { id: nextId(shop), scopes, installedAt: simulation.now() };
  shop.installs += 1;
  simulation.touch(shop);
}

/** Takes the app away: its tokens and the subscriptions it made are gone, and only the declared topics still say so. */
export function uninstallApp(simulation: Simulation, shop: Shop): void {
  if (!shop.installation) throw new StoreRefusal("the app is not installed", 409);
  const now = simulation.now();
  for (const token of shop.tokens) token.revoked = true;
  const gone = removeSubscriptions(shop, () => true, "uninstalled", now);
  simulation.engine.cancelFor(new Set(gone.map((one) => one.id)));
  shop.installation = null;
  simulation.announcePayload(shop, "app/uninstalled", shopPayload(shop, now));
  simulation.touch(shop);
}

/** Changes what the app may do. */
export function updateScopes(simulation: Simulation, shop: Shop, scopes: string[]): void {
  if (!shop.installation) throw new StoreRefusal("the app is not installed", 409);
  const previous = shop.installation.scopes;
  shop.installation.scopes = scopes;
  if (previous.join() !== scopes.join()) {
    const payload = scopesPayload(shop, previous, scopes, simulation.now());
    simulation.announcePayload(shop, "app/scopes_update", payload);
  }
  simulation.touch(shop);
}
