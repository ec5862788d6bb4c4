import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { prisma } from "#app/db.server.ts";
import { type DeliveryWorker, startDeliveryWorker } from "#app/delivery/worker.server.ts";
import { shopById } from "#app/shop-directory-store.server.ts";
import { comparedStore, type ComparedStore, eventsOf } from "#tests/setup/compared-store.ts";
import { addDestination } from "#tests/setup/pipeline.ts";
import { useShopify } from "#tests/setup/shopify.ts";
import { type Sink, startSink } from "#tests/setup/sink.ts";
import { useDatabase } from "#tests/setup/with-database.ts";

describe("changes for which no webhook came", () => {
  useDatabase();
  const shopify = useShopify();
  let store: ComparedStore;
  let sink: Sink;
  let worker: DeliveryWorker;
  let before: Set<string>;

  beforeAll(async () => {
    store = await comparedStore(shopify());
    sink = await startSink();
    await addDestination(await shopById(store.shopId), sink.url);
    worker = startDeliveryWorker({ pollMs: 50 });
  });
  afterAll(async () => {
    await worker.stop();
    await sink.close();
  });
  beforeEach(async () => {
    await store.clearFaults();
    await store.sweep();
    await worker.idle();
    before = new Set((await recoveredEvents()).map(({ id }) => id));
    sink.received.splice(0);
  });

  const recoveredEvents = () => eventsOf(store.shopId, { source: "recovered" });
  /** What was recovered in this test: topic and resource, in the order of the log. */
  const recovered = async () =>
    (await recoveredEvents())
      .filter(({ id }) => !before.has(id))
      .map(({ topic, resourceId }) => [topic, resourceId]);
  const place = async (body: object = {}) => {
    const { orders } = (await store.act("POST", "/orders", body)) as { orders: { id: string }[] };
    return orders[0]!.id;
  };
  const sent = (topic: string) =>
    sink.received.filter(({ headers }) => headers["x-shopify-topic"] === topic);
  const lose = (...topics: string[]) =>
    Promise.all(topics.map((topic) => store.fault({ action: "drop", topic })));

  test("nothing is recovered where nothing is missing, however often it is compared", async () => {
    await place();
    await place({ paid: false });
    await store.sweep();
    await store.sweep();
    expect(await recovered()).toEqual([]);
    const ended = await prisma.sweep.groupBy({ by: ["state"], where: { shopId: store.shopId } });
    expect(ended.map(({ state }) => state)).toEqual(["finished"]);
  });

  test("an order that was lost whole is created and paid, once, at every destination", async () => {
    await lose("orders/create", "orders/updated", "orders/paid");
    const id = await place();
    await store.sweep();
    await store.sweep();
    expect(await recovered()).toEqual([
      ["orders/create", id],
      ["orders/paid", id],
    ]);
    await worker.idle();
    expect(sent("orders/create")).toHaveLength(1);
    expect(sent("orders/create")[0]!.headers["rollcall-source"]).toBe("recovered");
    expect(JSON.parse(sent("orders/create")[0]!.body.toString())).toMatchObject({
      id: Number(id),
      financial_status: "paid",
    });
  });

  test("webhooks that come after all are kept, and not delivered a second time", async () => {
    for (const topic of ["orders/create", "orders/updated", "orders/paid"]) {
      await store.fault({ action: "hold", topic });
    }
    const id = await place();
    await store.sweep();
    await worker.idle();
    await store.clearFaults();
    await store.quiet();
    await worker.idle();
    const late = await eventsOf(store.shopId, { resourceId: id, source: "webhook" });
    expect(late.map(({ topic }) => topic).sort()).toEqual([
      "orders/create",
      "orders/paid",
      "orders/updated",
    ]);
    expect(sent("orders/create")).toHaveLength(1);
    expect(sent("orders/paid")).toHaveLength(1);
    const ids = sink.received.map(({ headers }) => headers["webhook-id"]);
    expect(new Set(ids).size).toBe(ids.length);
    const passedOver = await prisma.delivery.findMany({
      where: { shopId: store.shopId, state: "cancelled" },
      select: { topic: true, deadReason: true },
    });
    expect(passedOver).toContainEqual({ topic: "orders/create", deadReason: "superseded" });
    await store.sweep();
    expect(await recovered()).toHaveLength(2);
  });

  test("a change after the creation, a refund and a fulfilment are recovered each by itself", async () => {
    const id = await place();
    await store.sweep();
    await lose("orders/updated", "refunds/create", "fulfillments/create", "orders/fulfilled");
    await store.act("POST", `/orders/${id}/fulfil`);
    await store.act("POST", `/orders/${id}/refund`, { amount: 100 });
    await store.sweep();
    const topics = (await recovered()).filter(([, of]) => of === id).map(([topic]) => topic);
    expect(topics.sort()).toEqual([
      "fulfillments/create",
      "orders/fulfilled",
      "orders/updated",
      "refunds/create",
    ]);
    await worker.idle();
    expect(JSON.parse(sent("refunds/create")[0]!.body.toString())).toMatchObject({
      order_id: Number(id),
      transactions: [{ kind: "refund", amount: "1.00" }],
    });
    await store.sweep();
    expect(await recovered()).toHaveLength(topics.length);
  });

  test("a cancellation alone is found by the order's own record", async () => {
    const id = await place();
    await store.sweep();
    await lose("orders/cancelled");
    await store.act("POST", `/orders/${id}/cancel`, { refund: false });
    await store.sweep();
    expect(await recovered()).toEqual([["orders/cancelled", id]]);
  });

  test("customers, products and stock are compared too", async () => {
    await lose("customers/create", "products/update", "inventory_levels/update");
    const { customer } = (await store.act("POST", "/customers", { firstName: "Ann" })) as {
      customer: { id: string };
    };
    const { products } = (await store.act("GET", "/products")) as {
      products: { id: string; variants: { sku: string; inventoryItemId: string }[] }[];
    };
    const [product] = products;
    await store.act("POST", `/products/${product!.id}`, { title: "Another name" });
    const [variant] = products[1]!.variants;
    await store.act("POST", "/inventory", { sku: variant!.sku, available: 3 });
    await store.sweep();
    const found = await recovered();
    expect(found).toContainEqual(["customers/create", customer.id]);
    expect(found).toContainEqual(["products/update", product!.id]);
    const level = found.find(([topic]) => topic === "inventory_levels/update");
    expect(level?.[1]).toMatch(new RegExp(`^${variant!.inventoryItemId}:`));
    await worker.idle();
    const stock = JSON.parse(sent("inventory_levels/update")[0]!.body.toString()) as object;
    expect(stock).toMatchObject({ available: 3 });
  });

  test("an updated_at that moved without a change is no gap", async () => {
    const id = await place();
    await store.sweep();
    await store.act("POST", `/orders/${id}/touch`);
    await store.sweep();
    expect(await recovered()).toEqual([]);
    const sweep = await prisma.sweep.findFirstOrThrow({
      where: { shopId: store.shopId, resourceKind: "order" },
      orderBy: { id: "desc" },
    });
    expect(sweep.unchanged).toBe(1);
  });

  test("a change lost in the very second of one that came is found by its content", async () => {
    const id = await place();
    await store.quiet();
    await lose("orders/updated", "orders/edited", "products/update");
    await store.act("POST", `/orders/${id}/edit`, { note: "Gift" });
    await store.sweep();
    expect(await recovered()).toContainEqual(["orders/updated", id]);
  });

  test("the record says why: nothing was sent, or the subscription was gone", async () => {
    await lose("orders/updated", "orders/edited");
    const id = await place();
    await store.sweep();
    await store.act("POST", `/orders/${id}/edit`, { note: "One" });
    await store.sweep();
    await prisma.subscriptionIncident.create({
      data: {
        shopId: store.shopId,
        id: crypto.randomUUID(),
        topic: "orders/updated",
        kind: "missing",
        lossFrom: new Date(),
        noticedAt: new Date(),
      },
    });
    await store.sweep();
    await store.act("POST", `/orders/${id}/edit`, { note: "Two" });
    await store.sweep();
    const gaps = await prisma.gap.findMany({
      where: { shopId: store.shopId, resourceId: id, topic: "orders/updated" },
      orderBy: { changedAt: "asc" },
    });
    expect(gaps.map(({ cause }) => cause)).toEqual(["never_sent", "subscription_missing"]);
    expect(gaps.every(({ state, eventId }) => state === "recovered" && eventId)).toBe(true);
  });
});
