import { describe, expect, test, vi } from "vitest";
import { prisma } from "#app/db.server.ts";
import { openApp, settleOpenings } from "#app/shops/open-app.server.ts";
import { readShop } from "#app/shops/shop-queries.server.ts";
import { DEFAULT_TOPICS } from "#app/subscriptions/topics.ts";
import { ALL_SCOPES, useShopify } from "../setup/shopify.ts";
import { useDatabase } from "../setup/with-database.ts";

const eventually = { timeout: 20_000, interval: 50 };

describe("uninstall, scope and compliance events are acted on from the log, and only for their own shop", () => {
  useDatabase();
  const shopify = useShopify({ jobs: true });

  async function opened(scopes?: string) {
    const shop = await shopify().installedStore(scopes);
    const { shopId } = await openApp(await shopify().openingOf(shop));
    await settleOpenings();
    return { shop, shopId };
  }
  /** What Shopify signed, sent in by someone who knows it, with headers of their own making. */
  const sendIn = (shop: string, topic: string, body: unknown) =>
    shopify().control("POST", "/webhooks/send", { shop, topic, body });
  const audited = (shopId: string, action: string) =>
    vi.waitFor(async () => {
      const entry = await prisma.auditEntry.findFirst({ where: { shopId, action } });
      expect(entry, action).not.toBeNull();
      return entry!;
    }, eventually);

  test("an uninstall that was signed for one shop ends nothing under another's name", async () => {
    const mine = await opened();
    const stolen = { id: 1, myshopify_domain: "thief.myshopify.com", domain: mine.shop };
    await sendIn(mine.shop, "app/uninstalled", stolen);
    expect(await audited(mine.shopId, "lifecycle.ignored")).toMatchObject({
      detail: { topic: "app/uninstalled", because: "another-shop" },
    });
    expect((await readShop(mine.shopId)).state).toBe("active");
    expect(await prisma.session.count({ where: { shop: mine.shop } })).toBe(1);
    expect(await shopify().heldTopics(mine.shop)).toEqual([...DEFAULT_TOPICS].sort());
  });

  test("an uninstall of the shop's own, sent in once more while it is installed, ends nothing", async () => {
    const mine = await opened();
    await sendIn(mine.shop, "app/uninstalled", { myshopify_domain: mine.shop });
    // Shopify still serves the shop, so the event waits for another look.
    await vi.waitFor(async () => {
      const rows = await prisma.$queryRaw<unknown[]>`
        SELECT 1 FROM pgboss.job WHERE name = 'lifecycle-event' AND state = 'created'
          AND data->>'shopId' = ${mine.shopId} AND data->>'look' = '2'`;
      expect(rows).toHaveLength(1);
    }, eventually);
    expect((await readShop(mine.shopId)).state).toBe("active");
  });

  test.each(["customers/data_request", "customers/redact", "shop/redact"])(
    "%s under another shop's name is put aside",
    async (topic) => {
      const mine = await opened();
      await sendIn(mine.shop, topic, { shop_id: 1, shop_domain: "thief.myshopify.com" });
      expect(await audited(mine.shopId, "lifecycle.ignored")).toMatchObject({
        detail: { topic, because: "another-shop" },
      });
      expect(await prisma.auditEntry.count({ where: { action: "compliance.received" } })).toBe(0);
      expect((await readShop(mine.shopId)).state).toBe("active");
    },
  );

  test("a shop/redact does nothing while the app is installed: a reinstall cancels it", async () => {
    const mine = await opened();
    await sendIn(mine.shop, "shop/redact", { shop_id: 1, shop_domain: mine.shop });
    expect(await audited(mine.shopId, "lifecycle.ignored")).toMatchObject({
      detail: { topic: "shop/redact", because: "the shop has the app installed" },
    });
  });

  test("a compliance request of the shop's own is on record, with the day it is due", async () => {
    const mine = await opened();
    await sendIn(mine.shop, "customers/redact", { shop_domain: mine.shop, customer: { id: 1 } });
    await audited(mine.shopId, "compliance.received");
    await audited(mine.shopId, "compliance.done");
    const [request] = await prisma.complianceRequest.findMany({ where: { shopId: mine.shopId } });
    expect(request).toMatchObject({ topic: "customers/redact", state: "done" });
    expect(request!.dueAt.getTime() - request!.receivedAt.getTime()).toBe(30 * 86_400_000);
  });

  test("more scopes register what they allow, without an opening; what the event says is not believed", async () => {
    const mine = await opened("read_products");
    await sendIn(mine.shop, "app/scopes_update", { current: ALL_SCOPES.split(",") });
    await shopify().control("POST", `/shops/${mine.shop}/scopes`, {
      scopes: "read_products,read_orders",
    });
    await vi.waitFor(
      async () => expect(await shopify().heldTopics(mine.shop)).toContain("orders/create"),
      eventually,
    );
    expect((await readShop(mine.shopId)).grantedScopes).toEqual(["read_orders", "read_products"]);
    expect(await shopify().heldTopics(mine.shop)).not.toContain("customers/create");
  });
});
