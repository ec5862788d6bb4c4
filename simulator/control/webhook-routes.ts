import { randomUUID } from "node:crypto";
import type { ApiFault } from "../admin-api/api-faults.ts";
import { API_VERSION } from "../admin-api/schema.ts";
import { asRecord } from "../http-io.ts";
import type { Settings, Simulation } from "../simulation.ts";
import { StoreRefusal } from "../store/happening.ts";
import type { FaultAction } from "../webhooks/faults.ts";
import { signBody } from "../webhooks/secrets.ts";
import { webhookToJson, type Webhook } from "../webhooks/webhook.ts";
import type { ControlRouter } from "./router.ts";

function chosen(query: URLSearchParams): (webhook: Webhook) => boolean {
  const wanted = ["shop", "topic", "state", "webhookId", "eventId"] as const;
  return (webhook) => wanted.every((key) => !query.has(key) || webhook[key] === query.get(key));
}

/** Sent webhooks, faults, secrets and settings. */
export function addWebhookRoutes(router: ControlRouter, simulation: Simulation): void {
  const { engine } = simulation;

  router.on("GET", "/control/webhooks", ({ query }) => {
    const limit = Number(query.get("limit") ?? 200);
    const withBody = query.get("body") === "1";
    const list = engine.list().filter(chosen(query)).slice(-limit);
    return {
      counts: engine.counts,
      unfinished: engine.unfinishedCount,
      webhooks: list.map((one) => webhookToJson(one, withBody)),
    };
  });

  router.on("GET", "/control/webhooks/:id", ({ param }) =>
    webhookToJson(findWebhook(simulation, param("id")), true),
  );

  router.on("POST", "/control/webhooks/send-now", ({ body }) => {
    const query = new URLSearchParams(
      Object.entries(body).map(([key, value]) => [key, String(value)]),
    );
    return { sent: engine.sendNow(chosen(query)) };
  });

  router.on("POST", "/control/webhooks/:id/resend", ({ param, body }) => {
    const original = findWebhook(simulation, param("id"));
    const again: Webhook = {
      ...original,
      webhookId: body["newWebhookId"] === true ? randomUUID() : original.webhookId,
      address: String(body["address"] ?? original.address),
      headers: { ...original.headers, ...(asRecord(body["headers"]) as Record<string, string>) },
      hmac: original.hmac ?? signBody(original.body, simulation.secrets.signing()),
      subscriptionId: null,
      createdAt: simulation.now(),
      attempts: [],
      once: true,
    };
    engine.enqueue(again);
    return webhookToJson(again, false);
  });

  router.on("POST", "/control/webhooks/send", ({ body }) => {
    const webhook = ownWebhook(simulation, body);
    engine.enqueue(webhook);
    return webhookToJson(webhook, false);
  });

  router.on("GET", "/control/faults", () => ({
    webhooks: simulation.webhookFaults.list(),
    api: simulation.apiFaults.list(),
  }));

  router.on("POST", "/control/faults/webhooks", ({ body }) =>
    simulation.webhookFaults.add(body as { action: FaultAction }),
  );

  router.on("POST", "/control/faults/api", ({ body }) =>
    simulation.apiFaults.add({ target: "graphql", ...body } as Omit<ApiFault, "id">),
  );

  router.on("DELETE", "/control/faults", () => {
    simulation.webhookFaults.clear();
    simulation.apiFaults.clear();
    return { sent: engine.sendNow((webhook) => webhook.state === "held") };
  });

  router.on("DELETE", "/control/faults/:kind/:id", ({ param }) => {
    const faults = param("kind") === "api" ? simulation.apiFaults : simulation.webhookFaults;
    if (!faults.remove(param("id"))) throw new StoreRefusal("no such fault", 404);
    return {};
  });

  router.on("POST", "/control/throttle", ({ body }) => {
    const shop = simulation.shops.get(String(body["shop"]));
    if (!shop) throw new StoreRefusal("no such shop", 404);
    simulation.throttle.set(shop.domain, shop.plan, Number(body["available"] ?? 0));
    return simulation.throttle.status(shop.domain, shop.plan);
  });

  router.on("GET", "/control/secrets", () => ({ secrets: simulation.secrets.list() }));

  router.on("POST", "/control/secrets", ({ body }) => {
    if (typeof body["add"] === "string") simulation.secrets.add(body["add"]);
    if (typeof body["revoke"] === "string") simulation.secrets.revoke(body["revoke"]);
    return { secrets: simulation.secrets.list(), signing: simulation.secrets.signing() };
  });

  router.on("GET", "/control/settings", () => simulation.settings);

  router.on("POST", "/control/settings", ({ body }) => {
    for (const key of Object.keys(simulation.settings) as (keyof Settings)[]) {
      if (body[key] !== undefined) Object.assign(simulation.settings, { [key]: body[key] });
    }
    simulation.persistence.touch("meta");
    return simulation.settings;
  });
}

function findWebhook(simulation: Simulation, id: string | undefined): Webhook {
  const found = simulation.engine.find(id ?? "");
  if (!found) throw new StoreRefusal("no such webhook, or no longer kept", 404);
  return found;
}

/** A webhook with any body and headers, signed or not, for what no store would do. */
function ownWebhook(simulation: Simulation, body: Record<string, unknown>): Webhook {
  const now = simulation.now();
  const bytes =
    typeof body["bodyBase64"] === "string"
      ? Buffer.from(body["bodyBase64"], "base64")
      : Buffer.from(
          typeof body["body"] === "string" ? body["body"] : JSON.stringify(body["body"] ?? {}),
        );
  return {
    webhookId: String(body["webhookId"] ?? randomUUID()),
    eventId: String(body["eventId"] ?? randomUUID()),
    topic: String(body["topic"] ?? "orders/create"),
    shop: String(body["shop"] ?? ""),
    address: String(body["address"] ?? `${simulation.options.appUrl}/webhooks`),
    subscriptionId: null,
    name: null,
    apiVersion: API_VERSION,
    triggeredAt: String(body["triggeredAt"] ?? new Date(now).toISOString()),
    createdAt: now,
    body: bytes,
    headers: asRecord(body["headers"]) as Record<string, string | null>,
    hmac: typeof body["hmac"] === "string" ? body["hmac"] : null,
    state: "queued",
    attempts: [],
    nextAttemptAt: null,
    once: body["retry"] !== true,
  };
}
