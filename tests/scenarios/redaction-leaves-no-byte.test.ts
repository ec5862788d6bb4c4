import { beforeAll, afterAll, describe, expect, test, vi } from "vitest";
import { carryOutRequest } from "#app/compliance/carry-out-request.server.ts";
import { personalDataReport } from "#app/compliance/report.server.ts";
import { prisma } from "#app/db.server.ts";
import { type DeliveryWorker, startDeliveryWorker } from "#app/delivery/worker.server.ts";
import { erasedAmong } from "#app/event-log/erased-resource-queries.server.ts";
import { findEvent } from "#app/event-log/event-queries.server.ts";
import { newId } from "#app/ids.server.ts";
import { sweepShop } from "#app/reconciliation/sweep-shop.server.ts";
import { shopById } from "#app/shop-directory-store.server.ts";
import { openApp, settleOpenings } from "#app/shops/open-app.server.ts";
import { useLogOutput } from "../setup/log-output.ts";
import { addDestination, createShop } from "../setup/pipeline.ts";
import { searchEverything } from "../setup/search-everything.ts";
import { useShopify } from "../setup/shopify.ts";
import { type Sink, startSink } from "../setup/sink.ts";
import { useDatabase } from "../setup/with-database.ts";

const eventually = { timeout: 40_000, interval: 50 };
const PACE = { graceMs: 0, overlapMs: 3_600_000, turnMs: 60_000 };
const NOTHING = { id: [], email: [], phone: [], "last name": [], address: [], order: [] };
const STREET = "77 Foxglove Close";
const PERSON = {
  firstName: "Philippa",
  lastName: "Quillfeather",
  email: "Pip.Quill@wanderers.example",
  phone: "+4915770012345",
};

describe("after customers/redact no byte of the customer is left", () => {
  useDatabase();
  const logged = useLogOutput();
  const shopify = useShopify({ jobs: true });
  let shop = "";
  let shopId = "";
  let worker: DeliveryWorker;
  const sinks: Sink[] = [];
  let customerId = "";
  let orderId = "";
  let otherOrderId = "";
  let needles: Record<string, string> = {};

  /** A destination that sends back what it was sent: answers are kept, and hold the person too. */
  async function echo(status: number, values: { maxAgeSeconds?: number } = {}) {
    const sink = await startSink(({ body }, response) => void response.writeHead(status).end(body));
    sinks.push(sink);
    await addDestination(await shopById(shopId), sink.url, values);
  }
  const post = (path: string, body: object = {}) =>
    shopify().control("POST", `/shops/${shop}${path}`, body);
  const sendIn = (topic: string, body: unknown) =>
    shopify().control("POST", "/webhooks/send", { shop, topic, body });
  const search = async () => searchEverything(needles, (await shopById(shopId)).key);
  /** Sweeps keep notes of their own. The search of Shopify's lags, so until the last order is in them. */
  const sweepAll = () =>
    vi.waitFor(async () => {
      await sweepShop(shopId, PACE);
      const compared = await prisma.comparedResource.findMany({ where: { shopId } });
      expect(compared.map(({ resourceId }) => resourceId)).toContain(otherOrderId);
    }, eventually);
  const request = (topic: string) =>
    prisma.complianceRequest.findFirst({ where: { shopId, topic } });
  const carriedOut = (topic: string) =>
    vi.waitFor(
      async () => expect(await request(topic)).toMatchObject({ state: "done" }),
      eventually,
    );

  beforeAll(async () => {
    shop = await shopify().installedStore();
    ({ shopId } = await openApp(await shopify().openingOf(shop)));
    await settleOpenings();
    worker = startDeliveryWorker({ pollMs: 50 });
    await echo(200);
    // Fails, and waits for its next attempt; and one that gives up at once: dead letters.
    await echo(503);
    await echo(503, { maxAgeSeconds: 1 });

    const { customers } = shopify().simulator.simulation.shops.get(shop)!.data;
    const made = await post("/customers", PERSON);
    customerId = String((made["customer"] as { id: string }).id);
    customers.get(customerId)!.addresses[0]!.address1 = STREET;
    const placed = await post("/orders", { customerId, note: `Ring twice, ${PERSON.firstName}` });
    orderId = String((placed["order"] as { id: string }).id);
    await post(`/orders/${orderId}/fulfil`);
    await post(`/orders/${orderId}/refund`, { note: `For ${PERSON.lastName}` });
    await post(`/customers/${customerId}`, { note: "prefers mornings" });
    // What no field of the search index holds.
    await sendIn("returns/request", { id: 1, order: { id: Number(orderId) }, reason: "too small" });
    await sendIn("some/notes", `not JSON, but from ${PERSON.email.toLowerCase()}`);
    await sendIn("some/calls", { caller: "0157 7001 2345" });
    await sendIn("some/letters", { to: `${PERSON.firstName} ${PERSON.lastName}`, street: STREET });
    const other = await post("/orders", {
      email: "somebody.else@example.org",
      firstName: "Somebody",
      lastName: "Else",
    });
    otherOrderId = String((other["order"] as { id: string }).id);
    // As a CRM destination notes it.
    const record = { shopId, destinationId: newId(), object: "customer", sourceId: customerId };
    await prisma.crmRecord.create({ data: record });
    needles = {
      id: customerId,
      email: PERSON.email,
      phone: PERSON.phone,
      "last name": PERSON.lastName,
      address: STREET,
      order: orderId,
    };
  });
  afterAll(async () => {
    await worker.stop();
    await Promise.all(sinks.map((sink) => sink.close()));
  });

  test("the same search found all of it before, also in answers, lanes and dead letters", async () => {
    await vi.waitFor(async () => {
      const [dead, waiting] = await Promise.all([
        prisma.delivery.count({ where: { shopId, state: "dead" } }),
        prisma.delivery.count({ where: { shopId, state: "pending", attempts: { gt: 0 } } }),
      ]);
      expect([dead > 3, waiting > 3]).toEqual([true, true]);
    }, eventually);
    await sweepAll();
    const found = await search();
    expect(found["id"]).toEqual(
      expect.arrayContaining([
        "attempt.response_body",
        "compared_resource.resource_id",
        "crm_record.source_id",
        "delivery.lane_key",
        "event.body",
        "event.resource_id",
        "lane.key",
      ]),
    );
    for (const name of ["email", "phone", "last name", "address"]) {
      expect(found[name], name).toEqual(
        expect.arrayContaining(["attempt.response_body", "event.body"]),
      );
    }
  });

  test("a request for the customer's data names every event that is about them, and none else", async () => {
    await post("/compliance", { topic: "customers/data_request", customerId });
    await carriedOut("customers/data_request");
    const { id, eventsFound } = (await request("customers/data_request"))!;
    const matches = await prisma.complianceMatch.findMany({ where: { shopId, requestId: id } });
    const topics = await prisma.event.findMany({
      where: { shopId, id: { in: matches.map(({ eventId }) => eventId) } },
    });
    expect(topics).toHaveLength(eventsFound);
    expect(new Set(topics.map(({ topic }) => topic))).toEqual(
      new Set([
        "customers/create",
        "customers/update",
        "orders/create",
        "orders/paid",
        "orders/updated",
        "orders/fulfilled",
        "fulfillments/create",
        "refunds/create",
        "returns/request",
        "some/notes",
        "some/calls",
        "some/letters",
      ]),
    );
  });

  test("the merchant downloads it, byte for byte as it was received; no other store can", async () => {
    const { id } = (await request("customers/data_request"))!;
    const stream = await personalDataReport(shopId, id, "42");
    const text = await new Response(stream).text();
    const { events } = JSON.parse(text) as { events: { topic: string; sent_to: string[] }[] };
    expect(events).toHaveLength((await request("customers/data_request"))!.eventsFound);
    expect(events.find(({ topic }) => topic === "orders/create")?.sent_to).toEqual(["Test"]);
    for (const needle of Object.values(needles)) {
      expect(text.toLowerCase()).toContain(needle.toLowerCase());
    }
    expect(await prisma.auditEntry.count({ where: { shopId, action: "compliance.report" } })).toBe(
      1,
    );
    const other = await createShop();
    expect(await personalDataReport(other.shopId, id, "42")).toBeUndefined();
  });

  test("and after it, nothing: in no column of any table, no job, no line of the log", async () => {
    const others = await prisma.event.findFirst({
      where: { shopId, topic: "orders/create" },
      orderBy: { id: "desc" },
    });
    await post("/compliance", { topic: "customers/redact", customerId });
    await carriedOut("customers/redact");
    const { eventId, eventsErased, eventsRead } = (await request("customers/redact"))!;
    await carryOutRequest(shopId, eventId, 2);

    expect(await search()).toEqual(NOTHING);
    const lines = logged();
    expect(lines).toContain(eventId);
    for (const [name, text] of Object.entries(needles))
      expect(lines.toLowerCase(), name).not.toContain(text.toLowerCase());

    // What was done is on record, without whose it was.
    const done = await prisma.auditEntry.findFirst({
      where: { shopId, subject: eventId, action: "compliance.done" },
    });
    expect(done?.detail).toMatchObject({ topic: "customers/redact", erased: eventsErased });
    expect(eventsErased).toBeGreaterThan(12);
    expect(Number(eventsRead)).toBeGreaterThanOrEqual(eventsErased);
    // Somebody else's order is as it was, and still on its way.
    expect((await findEvent(shopId, others!.id))?.body?.toString()).toContain(
      "somebody.else@example.org",
    );
    expect(
      await prisma.delivery.count({ where: { shopId, eventId: others!.id, state: "cancelled" } }),
    ).toBe(0);
    // No sweep brings it back, although Shopify still has all of it.
    await prisma.coverage.deleteMany({ where: { shopId } });
    await prisma.comparedResource.deleteMany({ where: { shopId } });
    await sweepAll();
    expect(await search()).toEqual(NOTHING);
    expect(await erasedAmong(shopId, "customer", [customerId, "1"])).toEqual(new Set([customerId]));
    expect(await erasedAmong(shopId, "order", [orderId, "1"])).toEqual(new Set([orderId]));
  });

  test("nothing of it is sent any more, and the lanes of others go on", async () => {
    const owed = await prisma.$queryRaw<unknown[]>`
      SELECT l.key FROM lane l LEFT JOIN delivery d
        ON d.shop_id = l.shop_id AND d.id = l.head_id AND d.lane_key = l.key AND d.state = 'pending'
      WHERE l.shop_id = ${shopId}::uuid AND d.id IS NULL`;
    expect(owed).toEqual([]);
    const before = sinks.map(({ received }) => received.length);
    await post("/orders", { email: "somebody.else@example.org" });
    await vi.waitFor(
      () => expect(sinks[0]!.received.length).toBeGreaterThan(before[0]!),
      eventually,
    );
    const sent = sinks.flatMap(({ received }, index) => received.slice(before[index]));
    expect(sent.map(({ body }) => body.toString()).join()).not.toContain(PERSON.lastName);
  });
});
