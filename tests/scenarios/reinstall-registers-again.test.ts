import { describe, expect, test, vi } from "vitest";
import { prisma } from "#app/db.server.ts";
import { loadOfflineSession } from "#app/session-store.server.ts";
import { openApp, settleOpenings } from "#app/shops/open-app.server.ts";
import { readShop } from "#app/shops/shop-queries.server.ts";
import { DEFAULT_TOPICS } from "#app/subscriptions/topics.ts";
import { ALL_SCOPES, useShopify } from "../setup/shopify.ts";
import { useDatabase } from "../setup/with-database.ts";

const DEFAULT_SET = [...DEFAULT_TOPICS].sort();
const eventually = { timeout: 20_000, interval: 50 };

describe("install, uninstall and reinstall, in any order and at any speed", () => {
  useDatabase();
  const shopify = useShopify({ jobs: true });

  const open = async (shop: string) => {
    const opened = await openApp(await shopify().openingOf(shop));
    await settleOpenings();
    return opened;
  };
  const uninstall = (shop: string) => shopify().control("POST", `/shops/${shop}/uninstall`);
  const reinstall = (shop: string) =>
    shopify().control("POST", `/shops/${shop}/install`, { scopes: ALL_SCOPES });
  const stateOf = async (shopId: string) => (await readShop(shopId)).state;
  const registered = (shopId: string) =>
    prisma.subscription.count({ where: { shopId, state: "registered" } });

  test("an uninstall ends it all, and a reinstall registers everything again", async () => {
    const shop = await shopify().installedStore();
    const { shopId } = await open(shop);
    await uninstall(shop);
    await vi.waitFor(async () => expect(await stateOf(shopId)).toBe("uninstalled"), eventually);
    expect(await prisma.session.count({ where: { shop } })).toBe(0);
    expect(await registered(shopId)).toBe(0);
    expect(await prisma.subscriptionIncident.count({ where: { shopId } })).toBe(0);

    await reinstall(shop);
    await open(shop);
    expect(await shopify().heldTopics(shop)).toEqual(DEFAULT_SET);
    expect(await stateOf(shopId)).toBe("active");
    expect(await registered(shopId)).toBe(DEFAULT_SET.length);
  });

  test("also when the news of the uninstall never came and an old session is left over", async () => {
    const shop = await shopify().installedStore();
    const { shopId } = await open(shop);
    const before = await readShop(shopId);
    await shopify().control("POST", "/faults/webhooks", {
      action: "drop",
      shop,
      topic: "app/uninstalled",
    });
    await uninstall(shop);
    await reinstall(shop);
    expect(await stateOf(shopId)).toBe("active");
    const leftOver = await loadOfflineSession(shop);

    await open(shop);
    expect(await shopify().heldTopics(shop)).toEqual(DEFAULT_SET);
    expect(await stateOf(shopId)).toBe("active");
    expect((await loadOfflineSession(shop))?.accessToken).not.toBe(leftOver?.accessToken);
    expect((await readShop(shopId)).installedAt?.getTime()).toBeGreaterThan(
      before.installedAt!.getTime(),
    );
    await shopify().control("DELETE", "/faults");
  });

  test("also when a background refresh was first, so that nothing looks new", async () => {
    const shop = await shopify().installedStore();
    const { shopId } = await open(shop);
    await uninstall(shop);
    await vi.waitFor(async () => expect(await stateOf(shopId)).toBe("uninstalled"), eventually);
    await reinstall(shop);
    // A session that is fresh and works, as an exchange by another request would leave it.
    const { authenticate } = await import("#app/shopify.server.ts");
    await authenticate.admin(await shopify().openingOf(shop));

    await open(shop);
    expect(await shopify().heldTopics(shop)).toEqual(DEFAULT_SET);
    expect(await stateOf(shopId)).toBe("active");
  });

  test("news of an earlier installation that comes late ends nothing", async () => {
    const shop = await shopify().installedStore();
    const { shopId } = await open(shop);
    await shopify().control("POST", "/faults/webhooks", {
      action: "hold",
      shop,
      topic: "app/uninstalled",
    });
    await uninstall(shop);
    await reinstall(shop);
    await open(shop);
    expect(await shopify().heldTopics(shop)).toEqual(DEFAULT_SET);

    await shopify().control("DELETE", "/faults");
    const ignored = { shopId, action: "lifecycle.ignored" };
    await vi.waitFor(
      async () => expect(await prisma.auditEntry.count({ where: ignored })).toBe(1),
      eventually,
    );
    expect(await stateOf(shopId)).toBe("active");
    expect(await shopify().heldTopics(shop)).toEqual(DEFAULT_SET);
  });

  test("eight times in a row, without a pause", async () => {
    const shop = await shopify().installedStore();
    const { shopId } = await open(shop);
    for (let round = 0; round < 8; round += 1) {
      await uninstall(shop);
      await reinstall(shop);
      await openApp(await shopify().openingOf(shop));
    }
    await settleOpenings();
    // Whatever of the news is still on its way must not end what stands.
    await vi.waitFor(async () => {
      const waiting = await prisma.$queryRaw<{ count: bigint }[]>`
        SELECT count(*) FROM pgboss.job WHERE data->>'shopId' = ${shopId}
          AND name = 'lifecycle-event' AND state < 'completed'
          AND (data->>'look')::int = 1`;
      expect(Number(waiting[0]!.count)).toBe(0);
      const events = await prisma.event.count({ where: { shopId, topic: "app/uninstalled" } });
      expect(events).toBe(8);
    }, eventually);
    expect(await stateOf(shopId)).toBe("active");
    expect(await shopify().heldTopics(shop)).toEqual(DEFAULT_SET);
  });
});
