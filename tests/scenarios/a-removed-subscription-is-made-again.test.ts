import { beforeEach, describe, expect, test } from "vitest";
import { prisma } from "#app/db.server.ts";
import { HANDLERS } from "#app/jobs/handlers.server.ts";
import { openApp, settleOpenings } from "#app/shops/open-app.server.ts";
import { readShop } from "#app/shops/shop-queries.server.ts";
import { checkSubscriptions } from "#app/subscriptions/check-subscriptions.server.ts";
import { chooseTopics } from "#app/subscriptions/choose-topics.server.ts";
import { registerSubscriptions } from "#app/subscriptions/register-subscriptions.server.ts";
import { readSubscriptionsOverview } from "#app/subscriptions/subscription-queries.server.ts";
import { DEFAULT_TOPICS } from "#app/subscriptions/topics.ts";
import { useShopify } from "../setup/shopify.ts";
import { useDatabase } from "../setup/with-database.ts";

const DEFAULT_SET = [...DEFAULT_TOPICS].sort();
const PERSON = "gid://shopify/StaffMember/7";

describe("a removed subscription is noticed and made again", () => {
  useDatabase();
  const shopify = useShopify();
  let shop = "";
  let shopId = "";

  beforeEach(async () => {
    shop = await shopify().installedStore();
    await open();
  });

  async function open() {
    ({ shopId } = await openApp(await shopify().openingOf(shop)));
    await settleOpenings();
  }
  const remove = (topic: string) =>
    shopify().control("DELETE", `/shops/${shop}/subscriptions?topic=${topic}`);
  const rowOf = async (topic: string) =>
    (await readSubscriptionsOverview(shopId)).rows.find((row) => row.topic.topic === topic)!;
  const incidents = async () => (await readSubscriptionsOverview(shopId)).incidents;

  test("by the watch, with no one asking, and the story is kept", async () => {
    // Its intake answers, so the webhook arrives and is the last thing known of the topic.
    await shopify().control("POST", `/shops/${shop}/orders`, {});
    await expect.poll(() => rowOf("orders/create").then((row) => row.receivedIn24h)).toBe(1);
    const { lastEventAt } = await rowOf("orders/create");
    await remove("orders/create");

    await HANDLERS["ensure-subscriptions"]({ shopId });
    expect(await shopify().heldTopics(shop)).toEqual(DEFAULT_SET);
    expect(await rowOf("orders/create")).toMatchObject({ state: "registered" });
    expect(await incidents()).toEqual([
      {
        topic: "orders/create",
        kind: "missing",
        lastEventAt,
        noticedAt: expect.any(Date),
        repairedAt: expect.any(Date),
      },
    ]);

    // What was lost is handed on once, from the last event to the repair, and not again.
    await HANDLERS["ensure-subscriptions"]({ shopId });
    const windows = await prisma.$queryRaw<{ data: unknown }[]>`
      SELECT data FROM pgboss.job WHERE name = 'reconcile-window' AND data->>'shopId' = ${shopId}`;
    const [incident] = await prisma.subscriptionIncident.findMany({ where: { shopId } });
    expect(windows).toEqual([
      {
        data: {
          shopId,
          incidentId: incident!.id,
          topic: "orders/create",
          resourceKind: "order",
          from: lastEventAt!.toISOString(),
          to: incident!.repairedAt!.toISOString(),
        },
      },
    ]);
  });

  test("by a look first, which changes nothing at Shopify, and then by one click", async () => {
    await remove("orders/paid");
    await checkSubscriptions(shopId);
    await checkSubscriptions(shopId);
    expect(await rowOf("orders/paid")).toMatchObject({ state: "missing", address: null });
    expect(await incidents()).toMatchObject([{ topic: "orders/paid", repairedAt: null }]);
    expect(await shopify().heldTopics(shop)).not.toContain("orders/paid");

    expect(await registerSubscriptions(shopId, PERSON)).toMatchObject({
      kind: "settled",
      made: ["orders/paid"],
      failed: [],
    });
    expect(await shopify().heldTopics(shop)).toEqual(DEFAULT_SET);
    expect((await incidents())[0]!.repairedAt).not.toBeNull();
    const audit = { shopId, actor: PERSON, action: "subscriptions.register" };
    expect(await prisma.auditEntry.findFirst({ where: audit })).toMatchObject({
      detail: { made: ["orders/paid"] },
    });
  });

  test("the opening of the app shows what has gone; it makes all anew only when nothing is left", async () => {
    await remove("orders/paid");
    await open();
    expect(await rowOf("orders/paid")).toMatchObject({ state: "missing" });
    expect(await shopify().heldTopics(shop)).not.toContain("orders/paid");

    for (const topic of DEFAULT_SET) await remove(topic);
    await open();
    expect(await shopify().heldTopics(shop)).toEqual(DEFAULT_SET);
  });

  test("one that sends elsewhere, or only some of what it should, is mended in place", async () => {
    const held = shopify().simulator.simulation.shops.get(shop)!.subscriptions;
    const changed = held.find(({ topic }) => topic === "orders/updated")!;
    changed.uri = "https://old.example.com/webhooks";
    held.find(({ topic }) => topic === "products/update")!.filter = "id:1";
    await checkSubscriptions(shopId);
    expect(await rowOf("orders/updated")).toMatchObject({
      state: "missing",
      problem: "wrong_address",
      address: "https://old.example.com/webhooks",
    });
    expect(await rowOf("products/update")).toMatchObject({
      state: "missing",
      problem: "restricted",
    });

    await registerSubscriptions(shopId);
    const { subscriptions } = shopify().simulator.simulation.shops.get(shop)!;
    expect(subscriptions).toHaveLength(DEFAULT_SET.length);
    expect(subscriptions.find(({ id }) => id === changed.id)?.uri).toBe(
      "https://rollcall.test/webhooks",
    );
    expect(subscriptions.every(({ filter }) => filter === null)).toBe(true);
  });

  test("registering from many places at once makes each one once", async () => {
    for (const topic of DEFAULT_SET) await remove(topic);
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () => registerSubscriptions(shopId)),
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual(outcomes.map(() => "settled"));
    expect(await shopify().heldTopics(shop)).toEqual(DEFAULT_SET);
  });

  test("what was chosen is registered, and what was left out is ended; nothing at all is refused", async () => {
    expect(await chooseTopics(shopId, ["orders/create", "locations/update"], PERSON)).toMatchObject(
      {
        kind: "chosen",
        registration: { kind: "settled", made: ["locations/update"] },
      },
    );
    expect(await shopify().heldTopics(shop)).toEqual(["locations/update", "orders/create"]);
    const overview = await readSubscriptionsOverview(shopId);
    expect(overview).toMatchObject({ expected: 2, registered: 2, hasChosen: true, incidents: [] });

    expect(await chooseTopics(shopId, [], PERSON)).toEqual({ kind: "nothing-chosen" });
    expect(await chooseTopics(shopId, ["orders/create", "orders/eaten"], PERSON)).toEqual({
      kind: "unknown-topics",
      topics: ["orders/eaten"],
    });
  });

  test("a token that is refused stops the watch without a loop and without an incident", async () => {
    await shopify().control("POST", `/shops/${shop}/tokens/revoke`);
    await HANDLERS["ensure-subscriptions"]({ shopId });
    expect(await incidents()).toEqual([]);
    expect((await readShop(shopId)).state).toBe("active");
  });
});
