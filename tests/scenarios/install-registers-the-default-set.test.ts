import { describe, expect, test, vi } from "vitest";
import { prisma } from "#app/db.server.ts";
import { openApp, settleOpenings } from "#app/shops/open-app.server.ts";
import { readShop } from "#app/shops/shop-queries.server.ts";
import { readSubscriptionsOverview } from "#app/subscriptions/subscription-queries.server.ts";
import { DEFAULT_TOPICS } from "#app/subscriptions/topics.ts";
import { useShopify } from "../setup/shopify.ts";
import { useDatabase } from "../setup/with-database.ts";

const DEFAULT_SET = [...DEFAULT_TOPICS].sort();

describe("an installation registers the default set", () => {
  useDatabase();
  const shopify = useShopify();

  /** The page itself waits some seconds at most; here, for the end. */
  const open = async (shop: string) => {
    const opened = await openApp(await shopify().openingOf(shop));
    await settleOpenings();
    return opened;
  };

  test("on the first opening, before any choice is asked for", async () => {
    const shop = await shopify().installedStore();
    const { shopId } = await open(shop);

    expect(await shopify().heldTopics(shop)).toEqual(DEFAULT_SET);
    expect(await readShop(shopId)).toMatchObject({
      domain: shop,
      state: "active",
      timezone: "America/New_York",
      grantedScopes: expect.arrayContaining(["read_orders"]),
    });
    const overview = await readSubscriptionsOverview(shopId);
    expect(overview).toMatchObject({
      expected: DEFAULT_SET.length,
      registered: DEFAULT_SET.length,
      missing: 0,
      hasChosen: false,
      incidents: [],
    });
    expect(overview.rows[0]).toMatchObject({
      address: "https://rollcall.test/webhooks",
      apiVersion: "2026-10",
    });
  });

  test("once each, however many pages are opened side by side", async () => {
    const shop = await shopify().installedStore();
    const openings = Array.from({ length: 6 }, async () =>
      openApp(await shopify().openingOf(shop)),
    );
    const [first] = await Promise.all(openings);
    expect(await shopify().heldTopics(shop)).toEqual(DEFAULT_SET);
    expect(
      await prisma.auditEntry.count({
        where: { shopId: first!.shopId, action: { in: ["shop.opened", "subscriptions.register"] } },
      }),
    ).toBe(2);
  });

  test("within the granted scopes; the others say which scope they need, and nothing loops", async () => {
    const shop = await shopify().installedStore("read_products");
    const { shopId } = await open(shop);

    const held = await shopify().heldTopics(shop);
    expect(held).toContain("products/create");
    expect(held).not.toContain("orders/create");
    const overview = await readSubscriptionsOverview(shopId);
    expect(overview).toMatchObject({ missing: 0, registered: held.length });
    expect(overview.rows.find(({ topic }) => topic.topic === "orders/create")).toMatchObject({
      state: "scope_missing",
      missingScope: "read_orders",
      problem: null,
    });
    expect((await readShop(shopId)).state).toBe("active");
  });

  test("although Shopify limits the calls, and although it first does not answer", async () => {
    const shop = await shopify().installedStore();
    await shopify().control("POST", "/faults/api", { kind: "throttle", shop, times: 3 });
    await shopify().control("POST", "/faults/api", { kind: "close", shop, times: 1 });
    await open(shop);
    await vi.waitFor(async () => expect(await shopify().heldTopics(shop)).toEqual(DEFAULT_SET), {
      timeout: 20_000,
      interval: 100,
    });
  });

  test("by a job, when the process that began it could not", async () => {
    const shop = await shopify().installedStore();
    await shopify().control("POST", "/faults/api", { kind: "down", shop, target: "graphql" });
    const { shopId } = await open(shop);
    expect((await readShop(shopId)).state).toBe("installed");
    await shopify().control("DELETE", "/faults");

    const { HANDLERS } = await import("#app/jobs/handlers.server.ts");
    const jobs = await prisma.$queryRaw<{ data: { shopId: string } }[]>`
      SELECT data FROM pgboss.job WHERE name = 'ensure-subscriptions' AND data->>'shopId' = ${shopId}`;
    expect(jobs).toHaveLength(1);
    await HANDLERS["ensure-subscriptions"](jobs[0]!.data);
    expect(await shopify().heldTopics(shop)).toEqual(DEFAULT_SET);
    expect((await readShop(shopId)).state).toBe("active");
  });
});
