import { subscriptionNode } from "../admin-api/subscription-resolvers.ts";
import { mintIdToken, type IdTokenClaims } from "../oauth/id-token.ts";
import type { Simulation } from "../simulation.ts";
import { StoreRefusal } from "../store/happening.ts";
import { installApp, uninstallApp, updateScopes } from "../store/installation.ts";
import { seedStore } from "../store/seed.ts";
import { createShop, removeSubscriptions, type Plan, type Shop } from "../store/shop.ts";
import type { ControlRouter } from "./router.ts";

const DOMAIN = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

/** The shop of a call. @throws StoreRefusal 404 when there is none. */
export function shopOf(simulation: Simulation, domain: string): Shop {
  const full = domain.includes(".") ? domain : `${domain}.myshopify.com`;
  const shop = simulation.shops.get(full);
  if (!shop) throw new StoreRefusal(`there is no shop ${full}`, 404);
  return shop;
}

/** A shop as the control face shows it. */
export function shopSummary(shop: Shop): Record<string, unknown> {
  const { data } = shop;
  return {
    id: shop.id,
    domain: shop.domain,
    name: shop.name,
    plan: shop.plan,
    timezone: shop.timezone,
    currency: shop.currency,
    installed: shop.installation !== null,
    installs: shop.installs,
    scopes: shop.installation?.scopes ?? [],
    subscriptions: shop.subscriptions.length,
    counts: Object.fromEntries(Object.entries(data).map(([name, map]) => [name, map.size])),
  };
}

const texts = (value: unknown): string[] =>
  Array.isArray(value)
    ? value.map(String)
    : typeof value === "string"
      ? value.split(/[\s,]+/).filter(Boolean)
      : [];

/** Shops, their installation, tokens and subscriptions. */
export function addShopRoutes(router: ControlRouter, simulation: Simulation): void {
  const shop = (domain: string) => shopOf(simulation, domain);

  router.on("GET", "/control/shops", () => ({
    shops: [...simulation.shops.values()].map(shopSummary),
  }));

  router.on("POST", "/control/shops", ({ body }) => {
    const domain = String(body["domain"] ?? "");
    if (!DOMAIN.test(domain)) throw new StoreRefusal("domain must be {name}.myshopify.com");
    const existing = simulation.shops.get(domain);
    if (existing) return shopSummary(existing);
    const now = simulation.now();
    const made = createShop(
      {
        domain,
        name: body["name"] as string | undefined,
        plan: body["plan"] as Plan | undefined,
        timezone: body["timezone"] as string | undefined,
        currency: body["currency"] as string | undefined,
        seed: body["seed"] as number | undefined,
        bigIds: body["bigIds"] === true,
      },
      now,
    );
    if (body["empty"] !== true) seedStore(made, now);
    simulation.shops.set(domain, made);
    simulation.persistence.touch("meta");
    simulation.touch(made);
    if (body["scopesGranted"] !== undefined)
      installApp(simulation, made, texts(body["scopesGranted"]));
    return shopSummary(made);
  });

  router.on("GET", "/control/shops/:shop", ({ param }) => shopSummary(shop(param("shop"))));

  router.on("DELETE", "/control/shops/:shop", ({ param }) => {
    const gone = shop(param("shop"));
    simulation.shops.delete(gone.domain);
    simulation.persistence.touch("meta");
    return {};
  });

  router.on("POST", "/control/shops/:shop/install", ({ param, body }) => {
    const found = shop(param("shop"));
    installApp(simulation, found, texts(body["scopes"]));
    return shopSummary(found);
  });

  router.on("POST", "/control/shops/:shop/uninstall", ({ param }) => {
    const found = shop(param("shop"));
    uninstallApp(simulation, found);
    return shopSummary(found);
  });

  router.on("POST", "/control/shops/:shop/scopes", ({ param, body }) => {
    const found = shop(param("shop"));
    updateScopes(simulation, found, texts(body["scopes"]));
    return shopSummary(found);
  });

  router.on("POST", "/control/shops/:shop/id-token", ({ param, body }) => ({
    idToken: mintIdToken({
      shop: shop(param("shop")).domain,
      apiKey: simulation.options.apiKey,
      secret: (body["secret"] as string | undefined) ?? simulation.secrets.signing(),
      userId: body["userId"] as string | undefined,
      now: simulation.now(),
      lifetimeSeconds: simulation.settings.idTokenSeconds,
      claims: body["claims"] as Partial<IdTokenClaims> | undefined,
    }),
  }));

  router.on("GET", "/control/shops/:shop/subscriptions", ({ param }) => {
    const found = shop(param("shop"));
    return {
      subscriptions: found.subscriptions.map((one) => ({
        ...(subscriptionNode(one) as object),
        topicName: one.topic,
        failuresInARow: one.failuresInARow,
      })),
      removed: found.removedSubscriptions,
      declared: simulation.options.declaredTopics,
    };
  });

  router.on("DELETE", "/control/shops/:shop/subscriptions", ({ param, query }) => {
    const found = shop(param("shop"));
    const topic = query.get("topic");
    const id = query.get("id")?.split("/").at(-1);
    const gone = removeSubscriptions(
      found,
      (one) => (topic === null || one.topic === topic) && (id === undefined || one.id === id),
      "deleted_by_control",
      simulation.now(),
    );
    simulation.engine.cancelFor(new Set(gone.map((one) => one.id)));
    simulation.touch(found);
    return { deleted: gone.map((one) => ({ id: one.id, topic: one.topic })) };
  });

  router.on("GET", "/control/shops/:shop/tokens", ({ param }) => ({
    tokens: shop(param("shop")).tokens,
  }));

  router.on("POST", "/control/shops/:shop/tokens/revoke", ({ param }) => {
    const found = shop(param("shop"));
    for (const token of found.tokens) token.revoked = true;
    simulation.touch(found);
    return { revoked: found.tokens.length };
  });

  router.on("POST", "/control/shops/:shop/tokens/expire", ({ param, body }) => {
    const found = shop(param("shop"));
    const now = simulation.now();
    for (const token of found.tokens) {
      if (token.expiresAt !== null) token.expiresAt = now;
      if (body["refreshTokens"] === true && token.refreshExpiresAt !== null) {
        token.refreshExpiresAt = now;
      }
    }
    simulation.touch(found);
    return { expired: found.tokens.length };
  });
}
