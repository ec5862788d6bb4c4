import { randomBytes, randomUUID } from "node:crypto";
import { adminTopics, API_VERSION, topicAllowed } from "./admin-api/schema.ts";
import { createApiFaults, type ApiFaults } from "./admin-api/api-faults.ts";
import { ThrottleBuckets } from "./admin-api/throttle.ts";
import { Destinations } from "./destinations/destinations.ts";
import type { ResolvedOptions } from "./options.ts";
import { openPersistence, type Persistence } from "./persistence.ts";
import type { Happening } from "./store/happening.ts";
import {
  effectiveScopes,
  removeSubscriptions,
  shopFromJson,
  shopToJson,
  type Shop,
} from "./store/shop.ts";
import { includeOnly, passesFilter } from "./webhooks/customise.ts";
import { WebhookEngine } from "./webhooks/engine.ts";
import { createWebhookFaults, type WebhookFaults } from "./webhooks/faults.ts";
import { payloadOf } from "./webhooks/payload.ts";
import type { Json } from "./webhooks/samples.ts";
import { createSecrets, type Secrets } from "./webhooks/secrets.ts";
import { createSender } from "./webhooks/sender.ts";
import { serialise } from "./webhooks/serialise.ts";
import type { Webhook } from "./webhooks/webhook.ts";

/** What the control face can change while the simulator runs. */
export interface Settings {
  timeScale: number;
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
    const shop = shops.get(name.slice("shop-".length));
    return shop ? shopToJson(shop) : null;
  }
  const secrets = createSecrets(options.apiSecrets);
  const sender = createSender(options.resolve, options.webhookConcurrency);
  const webhookFaults = createWebhookFaults((probability) => Math.random() < probability);
  const touch = (shop: Shop) => persistence.touch(`shop-${shop.domain}`);

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

  function announcePayload(
    shop: Shop,
    topic: string,
    payload: Json,
    eventId = randomUUID(),
  ): Webhook[] {
    return send(shop, topic, () => payload, eventId);
  }

  function send(shop: Shop, topic: string, payload: () => Json, eventId: string): Webhook[] {
    const targets = subscriptionsTo(shop, topic);
    if (targets.length === 0) return [];
    const full = payload();
    const bodies = new Map<string, Buffer>();
    const webhooks: Webhook[] = [];
    for (const target of targets) {
      if (!passesFilter(full, target.filter)) continue;
      const key = target.includeFields.join();
      const body = bodies.get(key) ?? serialise(includeOnly(full, target.includeFields));
      bodies.set(key, body);
      const webhook = newWebhook(shop, topic, target, body, eventId);
      webhooks.push(webhook);
      engine.enqueue(webhook);
    }
    return webhooks;
  }

  function subscriptionsTo(shop: Shop, topic: string): Target[] {
    const declared = options.declaredTopics
      .filter((one) => one.topic === topic)
      .map((one): Target => ({
        subscriptionId: null,
        address: new URL(one.uri, `${options.appUrl}/`).href,
        filter: one.filter ?? null,
        includeFields: one.includeFields ?? [],
        name: one.name ?? null,
        apiVersion: API_VERSION,
      }));
    if (!shop.installation) return declared;
    const scopes = effectiveScopes(shop.installation.scopes);
    if (!topicAllowed(adminTopics().byName.get(topic), scopes)) return declared;
    const made = shop.subscriptions
      .filter((one) => one.topic === topic && one.uri.startsWith("http"))
      .map((one): Target => ({ ...one, subscriptionId: one.id, address: one.uri }));
    return [...declared, ...made];
  }

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
    announcePayload,
    destinations,
    apiFaults: createApiFaults(),
    throttle: new ThrottleBuckets(),
    now: () => Date.now(),
    announce(shop, happenings) {
      touch(shop);
      const { orders } = shop.data;
      for (const id of orders.keys()) {
        if (orders.size <= options.keepOrders) break;
        orders.delete(id);
      }
      const eventId = randomUUID();
      return happenings.flatMap((happening) =>
        send(shop, happening.topic, () => payloadOf(shop, happening), eventId),
      );
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

interface Target {
  subscriptionId: string | null;
  address: string;
  filter: string | null;
  includeFields: string[];
  name: string | null;
  apiVersion: string;
}

function newWebhook(
  shop: Shop,
  topic: string,
  target: Target,
  body: Buffer,
  eventId: string,
): Webhook {
  const now = Date.now();
  const nanoseconds = String(randomBytes(3).readUIntBE(0, 3) % 1_000_000).padStart(6, "0");
  return {
    webhookId: randomUUID(),
    eventId,
    topic,
    shop: shop.domain,
    address: target.address,
    subscriptionId: target.subscriptionId,
    name: target.name,
    apiVersion: target.apiVersion,
    triggeredAt: new Date(now).toISOString().replace("Z", `${nanoseconds}Z`),
    createdAt: now,
    body,
    headers: {},
    hmac: null,
    state: "queued",
    attempts: [],
    nextAttemptAt: null,
    once: false,
  };
}

function restore(simulation: Simulation): void {
  const meta = simulation.persistence.load("meta") as StoredMeta | null;
  if (!meta) return;
  // The secrets and the speed are given at each start; what else was set goes on.
  const { timeScale: _given, ...settings } = meta.settings;
  Object.assign(simulation.settings, settings);
  for (const domain of meta.shops) {
    const stored = simulation.persistence.load(`shop-${domain}`);
    if (stored) simulation.shops.set(domain, shopFromJson(stored));
  }
  const webhooks = simulation.persistence.load("webhooks");
  if (webhooks) simulation.engine.restore(webhooks);
}
