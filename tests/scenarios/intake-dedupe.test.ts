import { hash, randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { prisma } from "#app/db.server.ts";
import { findOrNoteShop } from "#app/shop-directory-store.server.ts";
import { newId } from "#app/ids.server.ts";
import { send, useIntakeServer, webhook } from "#tests/setup/intake-server.ts";
import { useDatabase } from "#tests/setup/with-database.ts";

const body = '{"id":5123456789012,"name":"#1042"}';

describe("dedupe at intake", () => {
  useDatabase();
  const url = useIntakeServer();

  test("the same webhook id 50 times in parallel is one event, one delivery per destination, 50 receipts", async () => {
    const { domain, shopId } = await shopWithDestinations("fifty", 2);
    const sent = webhook(url(), body, { "X-Shopify-Shop-Domain": domain });
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(sent)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200));
    expect(await prisma.event.count({ where: { shopId } })).toBe(1);
    expect(await prisma.receipt.count({ where: { shopId } })).toBe(50);
    expect(await prisma.receipt.count({ where: { shopId, duplicate: false } })).toBe(1);
    const deliveries = await prisma.delivery.findMany({ where: { shopId } });
    expect(new Set(deliveries.map(({ destinationId }) => destinationId)).size).toBe(2);
    expect(deliveries).toHaveLength(2);
    const lanes = await prisma.lane.findMany({ where: { shopId } });
    expect(lanes.map(({ key, pending }) => [key, pending])).toEqual([
      ["order/5123456789012", 1],
      ["order/5123456789012", 1],
    ]);
  });

  test("the same id with another body keeps both receipts, with their hashes", async () => {
    const { domain, shopId } = await shopWithDestinations("two-bodies", 1);
    const id = randomUUID();
    const headers = { "X-Shopify-Shop-Domain": domain, "X-Shopify-Webhook-Id": id };
    await send(webhook(url(), '{"id":1}', headers));
    await send(webhook(url(), '{"id":1,"note":"later"}', headers));
    const receipts = await prisma.receipt.findMany({ where: { shopId }, orderBy: { id: "asc" } });
    expect(receipts.map(({ bodyHash }) => Buffer.from(bodyHash).toString("hex"))).toEqual([
      hash("sha256", '{"id":1}'),
      hash("sha256", '{"id":1,"note":"later"}'),
    ]);
    expect(new Set(receipts.map(({ eventId }) => eventId)).size).toBe(1);
    expect(await prisma.delivery.count({ where: { shopId } })).toBe(1);
  });

  test.each(["one after the other", "together"])(
    "two subscriptions, one event, the same body, %s: two events, one delivery per destination",
    async (how) => {
      const { domain, shopId } = await shopWithDestinations(`twice-${how.replaceAll(" ", "-")}`, 1);
      const headers = { "X-Shopify-Shop-Domain": domain, "X-Shopify-Event-Id": randomUUID() };
      const [first, second] = [webhook(url(), body, headers), webhook(url(), body, headers)];
      if (how === "together") await Promise.all([send(first), send(second)]);
      else await send(first).then(() => send(second));
      const events = await prisma.event.findMany({ where: { shopId }, orderBy: { id: "asc" } });
      expect(events.map(({ sameAs }) => sameAs)).toEqual([null, events[0]?.id]);
      expect(await prisma.delivery.count({ where: { shopId } })).toBe(1);
    },
  );

  test("one event id over several resources, or with other bytes, or without an id: all delivered", async () => {
    const { domain, shopId } = await shopWithDestinations("several", 1);
    const shared = { "X-Shopify-Shop-Domain": domain, "X-Shopify-Event-Id": randomUUID() };
    await send(
      webhook(url(), '{"inventory_item_id":1,"location_id":1}', {
        ...shared,
        "X-Shopify-Topic": "inventory_levels/update",
      }),
    );
    await send(
      webhook(url(), '{"inventory_item_id":2,"location_id":1}', {
        ...shared,
        "X-Shopify-Topic": "inventory_levels/update",
      }),
    );
    await send(webhook(url(), body, shared));
    await send(webhook(url(), `${body} `, shared));
    await send(webhook(url(), body, { ...shared, "X-Shopify-Event-Id": undefined }));
    await send(webhook(url(), body, { ...shared, "X-Shopify-Event-Id": undefined }));
    expect(await prisma.delivery.count({ where: { shopId } })).toBe(6);
    const lanes = await prisma.lane.findMany({ where: { shopId }, orderBy: { key: "asc" } });
    expect(lanes.map(({ key, pending }) => [key, pending])).toEqual([
      ["inventory_level/1:1", 1],
      ["inventory_level/2:1", 1],
      ["order/5123456789012", 4],
    ]);
  });

  test("one shop's webhook id says nothing about another shop's", async () => {
    const id = randomUUID();
    const one = await shopWithDestinations("one", 1);
    const other = await shopWithDestinations("other", 1);
    for (const { domain } of [one, other]) {
      await send(
        webhook(url(), body, { "X-Shopify-Shop-Domain": domain, "X-Shopify-Webhook-Id": id }),
      );
    }
    expect(await prisma.event.count({ where: { shopId: one.shopId } })).toBe(1);
    expect(await prisma.event.count({ where: { shopId: other.shopId } })).toBe(1);
  });

  test("a destination gets the topics it names; lifecycle and compliance only when it names them", async () => {
    const { domain, shopId } = await shopWithDestinations("topics", 0);
    const every = await addDestination(shopId, []);
    const orders = await addDestination(shopId, ["orders/create", "app/uninstalled"]);
    const paused = await addDestination(shopId, [], "paused");
    await addDestination(shopId, [], "disabled");
    for (const topic of ["orders/create", "products/update", "app/uninstalled"]) {
      await send(
        webhook(url(), body, { "X-Shopify-Shop-Domain": domain, "X-Shopify-Topic": topic }),
      );
    }
    const deliveries = await prisma.delivery.findMany({
      where: { shopId },
      orderBy: { id: "asc" },
    });
    const got = (id: string) =>
      deliveries.filter((d) => d.destinationId === id).map((d) => d.topic);
    expect(got(every)).toEqual(["orders/create", "products/update"]);
    expect(got(orders)).toEqual(["orders/create", "app/uninstalled"]);
    expect(got(paused)).toEqual(["orders/create", "products/update"]);
    expect(deliveries).toHaveLength(6);
  });
});

async function shopWithDestinations(name: string, count: number) {
  const { shopId, domain } = await findOrNoteShop(`${name}.myshopify.com`);
  for (let made = 0; made < count; made++) await addDestination(shopId, []);
  return { shopId, domain };
}

async function addDestination(shopId: string, topics: string[], state = "active"): Promise<string> {
  const id = newId();
  await prisma.destination.create({
    data: {
      shopId,
      id,
      kind: "http",
      name: id,
      settings: { url: "http://127.0.0.1:1" },
      topics,
      state,
    },
  });
  return id;
}
