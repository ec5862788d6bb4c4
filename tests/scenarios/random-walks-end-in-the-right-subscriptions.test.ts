import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { prisma } from "#app/db.server.ts";
import { HANDLERS } from "#app/jobs/handlers.server.ts";
import { openApp, settleOpenings } from "#app/shops/open-app.server.ts";
import { findOrNoteShop } from "#app/shop-directory-store.server.ts";
import { expectedSubscriptions } from "#app/subscriptions/expected-subscriptions.ts";
import { ALL_SCOPES, useShopify } from "../setup/shopify.ts";
import { useDatabase } from "../setup/with-database.ts";

const eventually = { timeout: 30_000, interval: 50 };
const SCOPES = ALL_SCOPES.split(",");

/** More of them, by hand: WALKS=200 npx vitest run tests/scenarios/random-walks… */
const WALKS = Number(process.env["WALKS"] ?? 8);

const step = fc.oneof(
  fc.constant({ kind: "open" } as const),
  fc.constant({ kind: "uninstall" } as const),
  fc.record({
    kind: fc.constant("install" as const),
    scopes: fc.subarray(SCOPES, { minLength: 1 }),
  }),
  fc.record({
    kind: fc.constant("scopes" as const),
    scopes: fc.subarray(SCOPES, { minLength: 1 }),
  }),
  fc.constant({ kind: "revoke-tokens" } as const),
  fc.constant({ kind: "expire-tokens" } as const),
  fc.constant({ kind: "order" } as const),
  fc.record({ kind: fc.constant("remove" as const), which: fc.nat(30) }),
  fc.record({
    kind: fc.constant("alter" as const),
    which: fc.nat(30),
    how: fc.constantFrom("uri", "filter", "twice"),
  }),
  fc.constant({ kind: "watch" } as const),
  fc.constant({ kind: "hold-news" } as const),
  fc.constant({ kind: "release-news" } as const),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

describe("install, uninstall, reinstall, scopes, tokens and webhooks in any order", () => {
  useDatabase();
  const shopify = useShopify({ jobs: true });
  let made = 0;

  test(
    "end in exactly the subscriptions that the granted scopes allow, once each",
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
          made += 1;
          const shop = `walk-${process.pid}-${made}.myshopify.com`;
          await shopify().control("POST", "/shops", { domain: shop, scopesGranted: ALL_SCOPES });
          for (const each of steps) await take(shop, each);
          await expectRest(shop);
        }),
        { numRuns: WALKS, endOnFailure: true },
      );
    },
    120_000 + WALKS * 10_000,
  );

  const held = (shop: string) => shopify().simulator.simulation.shops.get(shop)!;
  const post = (path: string, body: object = {}) => shopify().control("POST", path, body);
  async function open(shop: string) {
    if (!held(shop).installation) return;
    await openApp(await shopify().openingOf(shop));
    await settleOpenings();
  }
  async function watch(shop: string) {
    const { shopId } = await findOrNoteShop(shop);
    await HANDLERS["ensure-subscriptions"]({ shopId });
  }

  async function take(shop: string, each: Step): Promise<void> {
    const { installation: installed, subscriptions } = held(shop);
    switch (each.kind) {
      case "open":
        return open(shop);
      case "uninstall":
        return installed ? void (await post(`/shops/${shop}/uninstall`)) : undefined;
      case "install":
        return installed
          ? undefined
          : void (await post(`/shops/${shop}/install`, { scopes: each.scopes }));
      case "scopes":
        return installed
          ? void (await post(`/shops/${shop}/scopes`, { scopes: each.scopes }))
          : undefined;
      case "revoke-tokens":
        return void (await post(`/shops/${shop}/tokens/revoke`));
      case "expire-tokens":
        return void (await post(`/shops/${shop}/tokens/expire`));
      case "order":
        return void (await post(`/shops/${shop}/orders`));
      case "remove": {
        const at = subscriptions.length > 0 ? each.which % subscriptions.length : 0;
        subscriptions.splice(at, 1);
        return;
      }
      case "alter": {
        const one = subscriptions[subscriptions.length > 0 ? each.which % subscriptions.length : 0];
        if (!one) return;
        if (each.how === "uri") one.uri = "https://elsewhere.example.com/hooks";
        else if (each.how === "filter") one.filter = "id:1";
        else subscriptions.push({ ...one, id: `${one.id}9`, filter: "id:2" });
        return;
      }
      case "watch":
        return watch(shop);
      case "hold-news":
        return void (await post("/faults/webhooks", {
          action: "hold",
          shop,
          topic: "app/uninstalled",
        }));
      case "release-news":
        return void (await shopify().control("DELETE", "/faults"));
    }
  }

  /** All news delivered and acted on, then the app opened once and the watch's next round. */
  async function expectRest(shop: string): Promise<void> {
    await shopify().control("DELETE", "/faults");
    const { shopId } = await findOrNoteShop(shop);
    await vi.waitFor(async () => {
      const { webhooks } = await shopify().control("GET", `/webhooks?shop=${shop}&state=queued`);
      expect(webhooks).toEqual([]);
      const busy = await prisma.$queryRaw<unknown[]>`
        SELECT 1 FROM pgboss.job WHERE data->>'shopId' = ${shopId} AND name = 'lifecycle-event'
          AND (state = 'active' OR (state = 'created' AND start_after <= now()))`;
      expect(busy).toEqual([]);
    }, eventually);
    await open(shop);
    await watch(shop);
    const { installation: installed, subscriptions } = held(shop);
    const row = await prisma.shop.findUniqueOrThrow({ where: { id: shopId } });
    const expected = installed
      ? expectedSubscriptions([], installed.scopes)
          .filter(({ missingScope }) => !missingScope)
          .map(({ topic }) => topic.topic)
      : [];
    expect(await shopify().heldTopics(shop)).toEqual([...expected].sort());
    expect(subscriptions.filter(({ filter }) => filter !== null)).toEqual([]);
    expect(subscriptions).toHaveLength(expected.length);
    if (installed) expect(row.installState).toBe("active");
    else expect(["seen", "uninstalled"]).toContain(row.installState);
  }
});
