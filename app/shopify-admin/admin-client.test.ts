import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { openApp, settleOpenings } from "#app/shops/open-app.server.ts";
import { useShopify } from "#tests/setup/shopify.ts";
import { useDatabase } from "#tests/setup/with-database.ts";
import { AdminDocumentError, callAdmin } from "./admin-client.server.ts";
import { createWebhookSubscription } from "./create-webhook-subscription.server.ts";
import { deleteWebhookSubscription } from "./delete-webhook-subscription.server.ts";
import { readInstallation } from "./read-installation.server.ts";

const ADDRESS = "https://rollcall.test/webhooks";

describe("calling the Admin API", () => {
  useDatabase();
  const shopify = useShopify();
  let shop = "";

  beforeAll(async () => {
    shop = await shopify().installedStore("read_orders,read_products");
    await openApp(await shopify().openingOf(shop));
    await settleOpenings();
  });
  beforeEach(async () => {
    await shopify().control("DELETE", "/faults");
  });

  const fault = (kind: string, more: object = {}) =>
    shopify().control("POST", "/faults/api", { kind, shop, target: "graphql", ...more });
  const read = (withinMs = 20_000) => readInstallation(shop, { withinMs });

  test.each([
    ["limits for a moment", "throttle", { times: 2 }],
    ["is unavailable for a moment", "unavailable", { times: 1 }],
    ["cuts the connection", "close", { times: 1 }],
    ["answers with a fault of its own", "internal", { times: 1 }],
    ["answers through a broken gateway", "down", { times: 1 }],
  ])("goes on when Shopify %s", async (_name, kind, more) => {
    await fault(kind, more);
    expect((await read()).kind).toBe("ok");
  });

  test.each([
    ["limits", "throttle", {}, { kind: "throttled", retryAfterMs: expect.any(Number) }],
    ["is unavailable", "unavailable", {}, { kind: "throttled", retryAfterMs: expect.any(Number) }],
    ["is down", "down", {}, { kind: "unreachable", because: "status 502" }],
    ["has frozen the store", "status", { status: 402 }, { because: "shop-unavailable" }],
    ["has locked the store", "status", { status: 423 }, { because: "shop-unavailable" }],
    ["refuses", "status", { status: 403 }, { kind: "refused", status: 403 }],
  ])(
    "says so when Shopify %s, within the time it was given",
    async (_name, kind, more, expected) => {
      await fault(kind, more);
      const began = performance.now();
      expect(await read(1_000)).toMatchObject(expected);
      expect(performance.now() - began).toBeLessThan(8_000);
    },
  );

  test("waits by what Shopify says is left of the bucket", async () => {
    await shopify().control("POST", "/throttle", { shop, available: -50 });
    const began = performance.now();
    expect((await read()).kind).toBe("ok");
    // 50 points and the query's own are restored at 100 a second.
    expect(performance.now() - began).toBeGreaterThan(400);
  });

  test("tells a missing scope from a refused token", async () => {
    const outcome = await callAdmin(shop, {
      name: "ReadCustomers",
      text: "{ customers(first: 1) { nodes { id } } }",
      data: z.unknown(),
    });
    expect(outcome).toEqual({ kind: "refused", because: "access-denied" });
  });

  test("throws when a document or its answer is not what the code takes it for", async () => {
    const unknownField = { name: "Wrong", text: "{ shop { mood } }", data: z.unknown() };
    await expect(callAdmin(shop, unknownField)).rejects.toThrow(AdminDocumentError);
    const otherShape = {
      name: "Odd",
      text: "{ shop { name } }",
      data: z.object({ shop: z.object({ name: z.number() }) }),
    };
    await expect(callAdmin(shop, otherShape)).rejects.toThrow(
      "unexpected answer to Odd at shop.name",
    );
  });

  test("hands on what Shopify declines, and takes `taken` for what it is", async () => {
    expect(await createWebhookSubscription(shop, "CUSTOMERS_CREATE", ADDRESS)).toMatchObject({
      kind: "user-errors",
      errors: [{ message: expect.stringContaining("permission") }],
    });
    expect(await createWebhookSubscription(shop, "ORDERS_CREATE", ADDRESS)).toEqual({
      kind: "ok",
      data: { kind: "taken" },
    });
    const gone = "gid://shopify/WebhookSubscription/404";
    expect((await deleteWebhookSubscription(shop, gone)).kind).toBe("user-errors");
  });
});
