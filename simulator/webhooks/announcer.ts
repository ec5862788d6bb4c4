import { randomInt, randomUUID } from "node:crypto";
import { adminTopics, API_VERSION, topicAllowed } from "../admin-api/schema.ts";
import type { ResolvedOptions } from "../options.ts";
import type { Happening } from "../store/happening.ts";
import type { Order } from "../store/model.ts";
import { effectiveScopes, type Shop } from "../store/shop.ts";
import { includeOnly, passesFilter } from "./customise.ts";
import type { WebhookEngine } from "./engine.ts";
import { payloadOf } from "./payload.ts";
import type { Json } from "./samples.ts";
import { serialise } from "./serialise.ts";
import type { Webhook } from "./webhook.ts";

/** Turns what happened into webhooks, one for each subscription that wants it. */
export interface Announcer {
  announce(shop: Shop, happenings: Happening[]): Webhook[];
  announcePayload(shop: Shop, topic: string, payload: Json, eventId?: string): Webhook[];
}

interface Target {
  subscriptionId: string | null;
  address: string;
  filter: string | null;
  includeFields: string[];
  name: string | null;
  apiVersion: string;
}

/** A payload, and its bytes by the fields that are included. */
interface Content {
  payload: Json;
  bodies: Map<string, Buffer>;
}

const contentOf = (payload: Json): Content => ({ payload, bodies: new Map() });

/** @param engine which sends them. */
export function createAnnouncer(
  options: Pick<ResolvedOptions, "appUrl" | "declaredTopics">,
  engine: WebhookEngine,
): Announcer {
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

  function send(shop: Shop, topic: string, content: () => Content, eventId: string): Webhook[] {
    const targets = subscriptionsTo(shop, topic);
    if (targets.length === 0) return [];
    const { payload, bodies } = content();
    const webhooks: Webhook[] = [];
    for (const target of targets) {
      if (!passesFilter(payload, target.filter)) continue;
      const fields = target.includeFields.join();
      const body = bodies.get(fields) ?? serialise(includeOnly(payload, target.includeFields));
      bodies.set(fields, body);
      webhooks.push(newWebhook(shop, topic, target, body, eventId));
    }
    for (const webhook of webhooks) engine.enqueue(webhook);
    return webhooks;
  }

  return {
    announcePayload: (shop, topic, payload, eventId = randomUUID()) =>
      send(shop, topic, () => contentOf(payload), eventId),
    announce(shop, happenings) {
      const eventId = randomUUID();
      // The topics of one order carry the same resource: it is written out once.
      const orders = new Map<Order, Content>();
      const content = (happening: Happening): Content => {
        const order = wholeOrder(happening);
        const known = order && orders.get(order);
        if (known) return known;
        const made = contentOf(payloadOf(shop, happening));
        if (order) orders.set(order, made);
        return made;
      };
      return happenings.flatMap((one) => send(shop, one.topic, () => content(one), eventId));
    },
  };
}

/** The order, for a topic whose payload is the whole order. */
function wholeOrder(happening: Happening): Order | null {
  if (!("order" in happening) || happening.topic === "orders/delete") return null;
  return "edit" in happening || "refund" in happening || "fulfillment" in happening
    ? null
    : happening.order;
}

function newWebhook(
  shop: Shop,
  topic: string,
  target: Target,
  body: Buffer,
  eventId: string,
): Webhook {
  const now = Date.now();
  const nanoseconds = String(randomInt(1_000_000)).padStart(6, "0");
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
