import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTrial, TRIAL_SECRET, TRIAL_SHOP, type Received, type Trial } from "../trial.ts";

let trial: Trial;
let dataDir: string;
const orders = `/shops/${TRIAL_SHOP}/orders`;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "simulator-"));
  // Four hours of retries in 0.72 seconds.
  trial = await startTrial({ dataDir, timeScale: 20_000 });
});
afterEach(async () => {
  await trial.close();
  await rm(dataDir, { recursive: true });
});

const of = (topic: string) =>
  trial.received.filter((one) => one.headers["x-shopify-topic"] === topic);
const header = (one: Received | undefined, name: string) => one?.headers[name];
const subscriptions = async () =>
  (await trial.control("GET", `/shops/${TRIAL_SHOP}/subscriptions`)).body;
const counts = async () => (await trial.control("GET", "/webhooks")).body.counts;

describe("a webhook", () => {
  it("carries Shopify's headers and a signature over its raw bytes", async () => {
    await trial.subscribe("ORDERS_CREATE", { name: "warehouse-1" });
    await trial.control("POST", orders, {});
    await expect.poll(() => of("orders/create").length).toBe(1);
    const [one] = of("orders/create");
    expect(one?.headers).toMatchObject({
      "x-shopify-topic": "orders/create",
      "x-shopify-shop-domain": TRIAL_SHOP,
      "x-shopify-api-version": "2026-10",
      "x-shopify-name": "warehouse-1",
      "user-agent": "Shopify-Captain-Hook",
      "content-type": "application/json",
      "x-shopify-hmac-sha256": createHmac("sha256", TRIAL_SECRET)
        .update(one?.body ?? "")
        .digest("base64"),
    });
    expect(header(one, "x-shopify-triggered-at")).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/,
    );
  });

  it("has its own id for each subscription, and one event id for what one action caused", async () => {
    await trial.subscribe("ORDERS_CREATE");
    await trial.subscribe("ORDERS_CREATE", { uri: `${trial.appUrl}/second` });
    await trial.subscribe("ORDERS_PAID");
    await trial.control("POST", orders, {});
    await expect.poll(() => trial.received.length).toBe(3);
    expect(new Set(trial.received.map((one) => header(one, "x-shopify-webhook-id"))).size).toBe(3);
    expect(new Set(trial.received.map((one) => header(one, "x-shopify-event-id"))).size).toBe(1);
  });

  it("is filtered and cut down as its subscription says", async () => {
    await trial.subscribe("ORDERS_CREATE", {
      filter: "total_price:>=0 AND line_items.sku:*",
      includeFields: ["id", "customer.email", "line_items.sku"],
    });
    await trial.subscribe("ORDERS_CREATE", {
      uri: `${trial.appUrl}/never`,
      filter: "no_such_field:*",
    });
    await trial.control("POST", orders, { email: "ann@example.com", lines: undefined });
    await expect.poll(() => of("orders/create").length).toBe(1);
    const payload = JSON.parse(of("orders/create")[0]?.body.toString() ?? "") as Record<
      string,
      unknown
    >;
    expect(Object.keys(payload).sort()).toEqual(["customer", "id", "line_items"]);
    expect(payload["customer"]).toEqual({ email: "ann@example.com" });
    expect((await counts()).created).toBe(1);
  });

  it("is signed with the oldest secret that is not revoked", async () => {
    await trial.subscribe("ORDERS_CREATE");
    await trial.control("POST", "/secrets", { add: "newer" });
    await trial.control("POST", orders, {});
    await trial.control("POST", "/secrets", { revoke: TRIAL_SECRET });
    await expect.poll(() => of("orders/create").length).toBe(1);
    await trial.control("POST", orders, {});
    await expect.poll(() => of("orders/create").length).toBe(2);
    const signed = (one: Received | undefined, secret: string) =>
      header(one, "x-shopify-hmac-sha256") ===
      createHmac("sha256", secret)
        .update(one?.body ?? "")
        .digest("base64");
    const [before, after] = of("orders/create");
    expect(signed(before, TRIAL_SECRET) || signed(before, "newer")).toBe(true);
    expect(signed(after, "newer")).toBe(true);
  });
});

describe("a webhook that fails", () => {
  it("is tried eight times more with the same body and id; then its subscription is gone without a word", async () => {
    await trial.subscribe("ORDERS_CREATE");
    await trial.subscribe("ORDERS_PAID", { uri: `${trial.appUrl}/other` });
    await trial.control("DELETE", `/shops/${TRIAL_SHOP}/subscriptions?topic=orders/paid`);
    trial.answer(302, { location: `${trial.appUrl}/elsewhere` });
    await trial.control("POST", orders, {});
    await expect
      .poll(async () => (await subscriptions()).subscriptions.length, { timeout: 10_000 })
      .toBe(0);
    const tries = of("orders/create");
    expect(tries.length).toBe(9);
    expect(new Set(tries.map((one) => header(one, "x-shopify-webhook-id"))).size).toBe(1);
    expect(new Set(tries.map((one) => one.body.toString("base64"))).size).toBe(1);
    const waits = tries.slice(1).map((one, index) => one.at - (tries[index]?.at ?? 0));
    expect(waits.at(-1)).toBeGreaterThan(300);
    const { removed } = await subscriptions();
    expect(removed.at(-1)).toMatchObject({
      reason: "failures",
      subscription: { topic: "orders/create" },
    });
    expect(await counts()).toMatchObject({ failed: 1, attempts: 9 });
    trial.answer(200);
    expect(
      (await trial.graphql("{ webhookSubscriptions(first: 5) { nodes { id } } }")).body.data
        .webhookSubscriptions.nodes,
    ).toEqual([]);
  });

  it("leaves a declared subscription as it is", async () => {
    trial.answer(500);
    await trial.control("POST", `/shops/${TRIAL_SHOP}/uninstall`);
    await expect.poll(async () => (await counts()).failed, { timeout: 10_000 }).toBe(1);
    trial.answer(200);
    await trial.control("POST", `/shops/${TRIAL_SHOP}/install`, { scopes: [] });
    await trial.control("POST", `/shops/${TRIAL_SHOP}/uninstall`);
    await expect.poll(() => of("app/uninstalled").length).toBe(10);
  });

  it("is retried after a restart of Shopify, too", async () => {
    await trial.control("POST", "/settings", { timeScale: 1 });
    await trial.subscribe("ORDERS_CREATE");
    trial.answer(503);
    await trial.control("POST", orders, {});
    await expect
      .poll(
        async () => (await trial.control("GET", "/webhooks?state=waiting")).body.webhooks.length,
      )
      .toBe(1);
    await trial.restart();
    trial.answer(200);
    expect((await trial.control("POST", "/webhooks/send-now", {})).body.sent).toBe(1);
    await expect.poll(() => of("orders/create").length).toBe(2);
    const [first, second] = of("orders/create");
    expect(second?.body.equals(first?.body ?? Buffer.alloc(0))).toBe(true);
    expect(header(second, "x-shopify-webhook-id")).toBe(header(first, "x-shopify-webhook-id"));
  });

  it("removes at eight attempts in a row when told to count so", async () => {
    await trial.control("POST", "/settings", { removalCounts: "attempts", timeScale: 1 });
    await trial.subscribe("ORDERS_CREATE");
    trial.answer(500);
    await trial.control("POST", orders, { count: 8 });
    await expect.poll(async () => (await subscriptions()).subscriptions.length).toBe(0);
    expect((await counts()).cancelled).toBeGreaterThan(0);
  });
});

describe("faults", () => {
  const place = () => trial.control("POST", orders, {});

  it("drop, duplicate and hold", async () => {
    await trial.subscribe("ORDERS_CREATE");
    await trial.control("POST", "/faults/webhooks", { action: "drop", count: 1 });
    await place();
    await trial.control("POST", "/faults/webhooks", { action: "duplicate", times: 3, count: 1 });
    await place();
    await expect.poll(() => of("orders/create").length).toBe(3);
    expect(
      new Set(of("orders/create").map((one) => header(one, "x-shopify-webhook-id"))).size,
    ).toBe(1);
    await trial.control("POST", "/faults/webhooks", { action: "hold" });
    await place();
    expect((await trial.control("GET", "/webhooks?state=held")).body.webhooks.length).toBe(1);
    await trial.control("DELETE", "/faults");
    await expect.poll(() => of("orders/create").length).toBe(4);
    expect(await counts()).toMatchObject({ dropped: 1 });
  });

  it("reorder and delay", async () => {
    await trial.subscribe("ORDERS_CREATE");
    await trial.control("POST", "/faults/webhooks", { action: "reorder", group: 3, count: 3 });
    const sent: string[] = [];
    for (let i = 0; i < 3; i++) sent.push((await place()).body.webhooks[0].webhookId);
    await expect.poll(() => of("orders/create").length).toBe(3);
    expect(
      of("orders/create")
        .map((one) => header(one, "x-shopify-webhook-id"))
        .sort(),
    ).toEqual([...sent].sort());
    await trial.control("POST", "/faults/webhooks", { action: "delay", delayMs: 200, count: 1 });
    const from = Date.now();
    await place();
    await expect.poll(() => of("orders/create").length).toBe(4);
    expect((of("orders/create")[3]?.at ?? 0) - from).toBeGreaterThanOrEqual(195);
  });

  it("send a body again under another shop's name", async () => {
    await trial.subscribe("ORDERS_CREATE");
    const { webhookId } = (await place()).body.webhooks[0];
    await expect.poll(() => of("orders/create").length).toBe(1);
    await trial.control("POST", `/webhooks/${webhookId}/resend`, {
      headers: {
        "X-Shopify-Shop-Domain": "other.myshopify.com",
        "x-shopify-topic": "app/uninstalled",
      },
      newWebhookId: true,
    });
    await expect.poll(() => of("app/uninstalled").length).toBe(1);
    const [original] = of("orders/create");
    const [attack] = of("app/uninstalled");
    expect(header(attack, "x-shopify-shop-domain")).toBe("other.myshopify.com");
    expect(header(attack, "x-shopify-hmac-sha256")).toBe(header(original, "x-shopify-hmac-sha256"));
    expect(header(attack, "x-shopify-webhook-id")).not.toBe(webhookId);
  });

  it("send any body, without headers if need be", async () => {
    const { body } = await trial.control("POST", "/webhooks/send", {
      shop: TRIAL_SHOP,
      body: "not json",
      headers: { "X-Shopify-Webhook-Id": null },
    });
    expect(body.bytes).toBe(8);
    await expect.poll(() => trial.received.length).toBe(1);
    expect(trial.received[0]?.body.toString()).toBe("not json");
    expect(header(trial.received[0], "x-shopify-webhook-id")).toBeUndefined();
  });
});
