import { createApiFaults, type ApiFaults } from "./admin-api/api-faults.ts";
import { ThrottleBuckets } from "./admin-api/throttle.ts";
import { Destinations } from "./destinations/destinations.ts";
import type { ResolvedOptions } from "./options.ts";
import { openPersistence, type Persistence } from "./persistence.ts";
import type { Happening } from "./store/happening.ts";
import { loadShop, ordersDocument, shopDocument, shopSnapshot } from "./store/shop-documents.ts";
import { removeSubscriptions, type Shop } from "./store/shop.ts";
import { createAnnouncer } from "./webhooks/announcer.ts";
import { WebhookEngine } from "./webhooks/engine.ts";
import { createWebhookFaults, type WebhookFaults } from "./webhooks/faults.ts";
import type { Json } from "./webhooks/samples.ts";
import { createSecrets, type Secrets } from "./webhooks/secrets.ts";
import { createSender } from "./webhooks/sender.ts";
import type { Webhook } from "./webhooks/webhook.ts";

/** What the control face can change while the simulator runs. */
export interface Settings {
  timeScale: number;
  /** How long the search by `updated_at` does not know a change. */
  searchLagMs: number;
  /** Of offline tokens that expire; answered and enforced. */
  tokenSeconds: number;
  refreshTokenSeconds: number;
  /** How long a used refresh token still gives the same answer. */
  refreshGraceSeconds: number;
  idTokenSeconds: number;
  /** Failures in a row after which an API-made subscription is removed. */
  removeAfterFailures: number;
  /**
   * What those failures are: retries of one webhook (what happens at Shopify in
   * practice), or attempts of any webhook of the subscription (the worst case).
   */
  removalCounts: "retries" | "attempts";
}

/** Everything the parts of the simulator share. */
export interface Simulation {
  options: ResolvedOptions;
  settings: Settings;
  shops: Map<string, Shop>;
  secrets: Secrets;
  engine: WebhookEngine;
  webhookFaults: WebhookFaults;
  apiFaults: ApiFaults;
  throttle: ThrottleBuckets;
  destinations: Destinations;
  persistence: Persistence;
  now(): number;
  /** Says that a shop has changed. */
  touch(shop: Shop): void;
  /** Sends what happened to whoever subscribed. @returns the webhooks. */
  announce(shop: Shop, happenings: Happening[]): Webhook[];
  /** Sends a payload that is already made. */
  announcePayload(shop: Shop, topic: string, payload: Json, eventId?: string): Webhook[];
  close(): Promise<void>;
}

interface StoredMeta {
  settings: Settings;
  shops: string[];
}

/** Builds the simulation and takes up the state of an earlier run, if there is one. */
export function createSimulation(options: ResolvedOptions): Simulation {
  const shops = new Map<string, Shop>();
  const settings: Settings = {
    timeScale: options.timeScale,
    searchLagMs: 0,
    tokenSeconds: 3_600,
    refreshTokenSeconds: 7_776_000,
    refreshGraceSeconds: 60,
    idTokenSeconds: 60,
    removeAfterFailures: 8,
    removalCounts: "retries",
  };
  const persistence = openPersistence(options.dataDir, snapshot, (error) =>
    options.log("state was not written", { error: String(error) }),
  );

  function snapshot(name: string): unknown {
    if (name === "webhooks") return engine.toJson();
    if (name === "meta") return { settings, shops: [...shops.keys()] };
    return shopSnapshot(shops, name);
  }
  const secrets = createSecrets(options.apiSecrets);
  const sender = createSender(options.resolve, options.webhookConcurrency);
  const webhookFaults = createWebhookFaults((probability) => Math.random() < probability);
  const touch = (shop: Shop) => persistence.touch(shopDocument(shop));

  const engine = new WebhookEngine({
    sender,
    faults: webhookFaults,
    signingSecret: () => secrets.signing(),
    timeScale: () => settings.timeScale,
    concurrency: options.webhookConcurrency,
    keep: options.keepWebhooks,
    changed: () => persistence.touch("webhooks"),
    onAttempt,
  });

  function onAttempt(webhook: Webhook, success: boolean, outOfRetries: boolean): void {
    const shop = shops.get(webhook.shop);
    const subscription = shop?.subscriptions.find((one) => one.id === webhook.subscriptionId);
    if (!shop || !subscription) return;
    subscription.failuresInARow = success ? 0 : subscription.failuresInARow + 1;
    const failedRetries = webhook.attempts.length - 1;
    const remove =
      settings.removalCounts === "attempts"
        ? subscription.failuresInARow >= settings.removeAfterFailures
        : !success &&
          (outOfRetries || failedRetries >= settings.removeAfterFailures) &&
          subscription.failuresInARow > failedRetries;
    if (!remove) return;
    removeSubscriptions(shop, (one) => one === subscription, "failures", Date.now());
    engine.cancelFor(new Set([subscription.id]));
    touch(shop);
    options.log("subscription removed", { shop: shop.domain, topic: subscription.topic });
  }

  const announcer = createAnnouncer(options, engine);
  const destinations = new Destinations(options.keepRequests);
  const simulation: Simulation = {
    options,
    settings,
    shops,
    secrets,
    engine,
    webhookFaults,
    persistence,
    touch,
    announcePayload: announcer.announcePayload,
    destinations,
    apiFaults: createApiFaults(),
    throttle: new ThrottleBuckets(),
    now: () => Date.now(),
    announce(shop, happenings) {
      touch(shop);
      for (const happening of happenings) {
        if ("order" in happening) persistence.touch(ordersDocument(shop, happening.order));
      }
      dropOldOrders(shop, options.keepOrders);
      return announcer.announce(shop, happenings);
    },
    async close() {
      engine.close();
      await persistence.close();
      destinations.close();
      await sender.close();
    },
  };
  restore(simulation);
  return simulation;
}

/** Forgets the oldest orders beyond what is kept. */
function dropOldOrders(shop: Shop, keep: number): void {
  const { orders } = shop.data;
  for (const id of orders.keys()) {
    if (orders.size <= keep) break;
    orders.delete(id);
  }
}

function restore(simulation: Simulation): void {
  const meta = simulation.persistence.load("meta") as StoredMeta | null;
  if (!meta) return;
  // The secrets and the speed are given at each start; what else was set goes on.
  const { timeScale: _given, ...settings } = meta.settings;
  Object.assign(simulation.settings, settings);
  for (const domain of meta.shops) {
    const shop = loadShop(simulation.persistence, domain);
    if (shop) simulation.shops.set(domain, shop);
  }
  const webhooks = simulation.persistence.load("webhooks");
  if (webhooks) simulation.engine.restore(webhooks);
}
