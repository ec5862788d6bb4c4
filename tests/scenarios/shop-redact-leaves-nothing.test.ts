import { beforeAll, describe, expect, test, vi } from "vitest";
import { parse } from "uuid";
import { carryOutRequest } from "#app/compliance/carry-out-request.server.ts";
import { keyPool, pool, prisma } from "#app/db.server.ts";
import { type DataKey, openSecret, unwrapDataKey } from "#app/encryption.server.ts";
import { forgetShop, shopById } from "#app/shop-directory-store.server.ts";
import { openApp, settleOpenings } from "#app/shops/open-app.server.ts";
import { DEFAULT_TOPICS } from "#app/subscriptions/topics.ts";
import { useLogOutput } from "../setup/log-output.ts";
import { addDestination } from "../setup/pipeline.ts";
import { searchEverything } from "../setup/search-everything.ts";
import { ALL_SCOPES, useShopify } from "../setup/shopify.ts";
import { useDatabase } from "../setup/with-database.ts";

const eventually = { timeout: 40_000, interval: 50 };

/** What a dump of the main database holds that is encrypted, with everything it could be bound to. */
type Sealed = Readonly<{ bytes: Buffer; ids: readonly string[] }>;

describe("after shop/redact nothing of the shop is left", () => {
  useDatabase();
  useLogOutput();
  const shopify = useShopify({ jobs: true });

  const open = async (shop: string) => {
    const opened = await openApp(await shopify().openingOf(shop));
    await settleOpenings();
    return opened;
  };
  const post = (shop: string, path: string, body: object = {}) =>
    shopify().control("POST", `/shops/${shop}${path}`, body);
  const stateOf = async (shopId: string) =>
    (await prisma.shop.findUniqueOrThrow({ where: { id: shopId } })).installState;
  const becomes = (shopId: string, state: string) =>
    vi.waitFor(async () => expect(await stateOf(shopId)).toBe(state), eventually);
  const requestOf = (shopId: string) =>
    vi.waitFor(async () => {
      const row = await prisma.complianceRequest.findFirst({
        where: { shopId, finishedAt: { not: null } },
      });
      expect(row).not.toBeNull();
      return row!;
    }, eventually);

  /** A store with events, deliveries and settings, that has uninstalled the app. */
  async function abandonedStore() {
    const shop = await shopify().installedStore();
    const { shopId } = await open(shop);
    await addDestination(await shopById(shopId), "https://erp.example.com/hooks", {
      name: "Cellar ERP",
    });
    await post(shop, "/orders", { email: "pip.quill@wanderers.example" });
    await vi.waitFor(
      async () =>
        expect(await prisma.event.count({ where: { shopId, topic: "orders/create" } })).toBe(1),
      eventually,
    );
    await post(shop, "/uninstall");
    await becomes(shopId, "uninstalled");
    return { shop, shopId };
  }

  async function dump(): Promise<Sealed[]> {
    const { rows: columns } = await pool.query<{ relation: string; column: string }>(`
      SELECT format('%I.%I', table_schema, table_name) AS relation, column_name AS column
      FROM information_schema.columns WHERE data_type = 'bytea' AND table_schema = 'public'`);
    const sealed: Sealed[] = [];
    for (const { relation, column } of columns) {
      const { rows } = await pool.query<Record<string, unknown>>(`SELECT * FROM ${relation}`);
      for (const row of rows) {
        const ids = Object.values(row).filter((each): each is string =>
          /^[0-9a-f-]{36}$/.test(String(each)),
        );
        if (row[column]) sealed.push({ bytes: row[column] as Buffer, ids });
      }
    }
    return sealed;
  }

  /** Every key that is left: ENCRYPTION_KEY itself, and whatever the keys' database holds. */
  async function keysLeft(): Promise<DataKey[]> {
    const { rows } = await keyPool.query<{ shop_id: string; wrapped: Buffer }>(
      "SELECT * FROM shop_key",
    );
    return rows.map(({ shop_id, wrapped }) => unwrapDataKey(wrapped, shop_id));
  }

  function opens({ bytes, ids }: Sealed, keys: readonly DataKey[]): boolean {
    const ways = [
      ...keys.flatMap((key) => ids.map((id) => () => key.open(bytes, parse(id)))),
      // As a key that was wrapped: that would open everything else.
      ...ids.map((id) => () => openSecret(bytes, `shop.data_key:${id}`)),
    ];
    return ways.some((way) => {
      try {
        way();
        return true;
      } catch {
        return false;
      }
    });
  }

  let shop = "";
  let shopId = "";
  let taken: Sealed[] = [];
  beforeAll(async () => {
    ({ shop, shopId } = await abandonedStore());
    const own = (await dump()).filter(({ ids }) => ids.includes(shopId));
    taken = own.filter((sealed) => sealed.ids.length > 0);
  });

  test("a dump that was taken before opened with the keys of then, and opens with none that is left", async () => {
    const before = await keysLeft();
    const readable = taken.filter((sealed) => opens(sealed, before));
    expect(readable.length).toBeGreaterThan(5);

    await post(shop, "/compliance", { topic: "shop/redact" });
    await becomes(shopId, "redacted");
    await requestOf(shopId);
    const left = await keysLeft();
    expect(left.length).toBeGreaterThan(0);
    expect(readable.filter((sealed) => opens(sealed, left))).toEqual([]);
  });

  test("no table names it, but for the record that it was done, which says nobody's name", async () => {
    const { eventId } = await requestOf(shopId);
    await carryOutRequest(shopId, eventId, 2);
    const name = shop.replace(".myshopify.com", "");
    const needles = { domain: name, destination: "Cellar ERP", customer: "pip.quill@wanderers" };
    expect(await searchEverything(needles, undefined)).toEqual({
      domain: [],
      destination: [],
      customer: [],
    });
    const rows = await searchEverything({ shop: shopId }, undefined);
    expect(rows["shop"]).toEqual([
      "audit_entry.shop_id",
      "compliance_request.shop_id",
      "job.data",
      "shop.id",
    ]);
    const trail = await prisma.auditEntry.findMany({ where: { shopId } });
    expect(trail.map(({ action }) => action)).toEqual(expect.arrayContaining(["compliance.done"]));
  });

  test("a webhook that comes late is acknowledged and keeps nothing, not even the store's name", async () => {
    forgetShop({ shopId, domain: shop, key: undefined });
    await shopify().control("POST", "/webhooks/send", {
      shop,
      topic: "orders/updated",
      body: { id: 42, name: "#1001", email: "pip.quill@wanderers.example" },
    });
    await vi.waitFor(
      async () => expect(await prisma.event.count({ where: { shopId } })).toBe(1),
      eventually,
    );
    expect(await prisma.event.findFirst({ where: { shopId } })).toMatchObject({
      body: null,
      bodyEncoding: "none",
      resourceId: null,
      resourceName: null,
      terms: [],
      headers: [],
    });
    expect(await stateOf(shopId)).toBe("redacted");
  });

  test("a store that comes back begins anew, beside what was redacted", async () => {
    await post(shop, "/install", { scopes: ALL_SCOPES.split(",") });
    const { shopId: anew } = await open(shop);
    expect(anew).not.toBe(shopId);
    expect(await stateOf(anew)).toBe("active");
    expect(await stateOf(shopId)).toBe("redacted");
    expect(await shopify().heldTopics(shop)).toEqual([...DEFAULT_TOPICS].sort());
    expect(await prisma.destination.count({ where: { shopId: anew } })).toBe(0);
  });

  test("a reinstall before it cancels the purge", async () => {
    const back = await abandonedStore();
    await post(back.shop, "/install", { scopes: ALL_SCOPES.split(",") });
    await open(back.shop);
    await post(back.shop, "/compliance", { topic: "shop/redact" });
    await vi.waitFor(
      async () =>
        expect(
          await prisma.auditEntry.findFirst({
            where: { shopId: back.shopId, action: "lifecycle.ignored" },
          }),
        ).toMatchObject({ detail: { topic: "shop/redact" } }),
      eventually,
    );
    expect(await stateOf(back.shopId)).toBe("active");
    expect((await shopById(back.shopId)).key).toBeDefined();
    expect(
      await prisma.event.count({ where: { shopId: back.shopId, topic: "orders/create" } }),
    ).toBe(1);
  });
});
