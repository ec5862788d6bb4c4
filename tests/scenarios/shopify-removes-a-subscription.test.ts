import { describe, expect, test, vi } from "vitest";
import { prisma } from "#app/db.server.ts";
import { HANDLERS } from "#app/jobs/handlers.server.ts";
import { openApp, settleOpenings } from "#app/shops/open-app.server.ts";
import { readSubscriptionsOverview } from "#app/subscriptions/subscription-queries.server.ts";
import { DEFAULT_TOPICS } from "#app/subscriptions/topics.ts";
import { useShopify } from "../setup/shopify.ts";
import { useDatabase } from "../setup/with-database.ts";

const eventually = { timeout: 40_000, interval: 50 };

describe("Shopify removes subscriptions after eight failures, while orders keep coming", () => {
  useDatabase();
  const shopify = useShopify({ jobs: true });

  test("the watch notices, makes them again, and hands on what may have been lost", async () => {
    // Four hours of retries take a second.
    await shopify().control("POST", "/settings", { timeScale: 14_400 });
    const shop = await shopify().installedStore();
    const { shopId } = await openApp(await shopify().openingOf(shop));
    await settleOpenings();
    const order = () => shopify().control("POST", `/shops/${shop}/orders`, {});
    const rowOf = async (topic: string) =>
      (await readSubscriptionsOverview(shopId)).rows.find((row) => row.topic.topic === topic)!;
    await order();
    await vi.waitFor(
      async () => expect((await rowOf("orders/create")).receivedIn24h).toBe(1),
      eventually,
    );
    const lastSeen = (await rowOf("orders/create")).lastEventAt!;

    shopify().refuseWebhooks(true);
    await order();
    await vi.waitFor(
      async () => expect(await shopify().heldTopics(shop)).not.toContain("orders/create"),
      eventually,
    );
    shopify().refuseWebhooks(false);
    await shopify().control("POST", "/settings", { timeScale: 1 });
    // Nobody is told, and nothing comes: these orders are lost, unless they are looked for.
    await order();
    await order();
    expect((await rowOf("orders/create")).receivedIn24h).toBe(1);

    await HANDLERS["watch-subscriptions"]({});
    await vi.waitFor(
      async () => expect(await shopify().heldTopics(shop)).toEqual([...DEFAULT_TOPICS].sort()),
      eventually,
    );
    await order();
    await vi.waitFor(
      async () => expect((await rowOf("orders/create")).receivedIn24h).toBe(2),
      eventually,
    );

    // The story, as the page tells it, and the window as reconciliation gets it.
    const { incidents, missing } = await readSubscriptionsOverview(shopId);
    expect(missing).toBe(0);
    const incident = incidents.find(({ topic }) => topic === "orders/create")!;
    expect(incident).toMatchObject({ kind: "missing", lastEventAt: lastSeen });
    expect(incident.repairedAt!.getTime()).toBeGreaterThan(lastSeen.getTime());
    const windows = await prisma.$queryRaw<{ data: Record<string, string> }[]>`
      SELECT data FROM pgboss.job WHERE name = 'reconcile-window'
        AND data->>'shopId' = ${shopId} AND data->>'topic' = 'orders/create'`;
    expect(windows).toMatchObject([
      { data: { from: lastSeen.toISOString(), to: incident.repairedAt!.toISOString() } },
    ]);
    const trail = await prisma.auditEntry.findMany({ where: { shopId, subject: "orders/create" } });
    expect(trail.map(({ action }) => action)).toEqual(["subscription.missing"]);
  });
});
