import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DeliveryWorker, startDeliveryWorker } from "#app/delivery/worker.server.ts";
import { asObject, parsePayload } from "#app/event-log/payload.ts";
import { resourceOf } from "#app/event-log/resource.ts";
import { contentOf } from "#app/reconciliation/content.ts";
import { KIND_RULES, type ResourceKind } from "#app/reconciliation/resource-kinds.ts";
import type { KindStatement } from "#app/reconciliation/statement.ts";
import { readStatement, STATEMENT_MS } from "#app/reconciliation/statement-queries.server.ts";
import { shopById } from "#app/shop-directory-store.server.ts";
import { registerSubscriptions } from "#app/subscriptions/register-subscriptions.server.ts";
import { comparedStore, type ComparedStore, eventsOf } from "#tests/setup/compared-store.ts";
import { addDestination } from "#tests/setup/pipeline.ts";
import { useShopify } from "#tests/setup/shopify.ts";
import { type Sink, type SinkRequest, startSink } from "#tests/setup/sink.ts";
import { useDatabase } from "#tests/setup/with-database.ts";

type StoreRecord = { kind: ResourceKind; id: string; updatedAt: number; body: string };
type Compared = Extract<KindStatement, { state: "compared" }>;

/** Deterministic from its seed, which a failure names. */
function randomFrom(seed: number) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return { next, pick: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]! };
}

const SEED = Number(process.env["SEED"] ?? 20_261_121);
/** Longer than Shopify's search lags behind, as the ordinary one is. */
const PACE = { graceMs: 1_000, overlapMs: 30_000 };

describe(`whatever is lost on the way (seed ${SEED})`, () => {
  useDatabase();
  const shopify = useShopify();
  const random = randomFrom(SEED);
  let store: ComparedStore;
  let worker: DeliveryWorker;
  const sinks = new Map<string, Sink>();

  beforeAll(async () => {
    await shopify().control("POST", "/settings", { timeScale: 14_400, searchLagMs: 300 });
    store = await comparedStore(shopify());
    const shop = await shopById(store.shopId);
    sinks.set("Everything", await startSink());
    sinks.set("Orders only", await startSink());
    await addDestination(shop, sinks.get("Everything")!.url, { name: "Everything" });
    await addDestination(shop, sinks.get("Orders only")!.url, {
      name: "Orders only",
      topics: ["orders/create", "orders/updated", "refunds/create"],
    });
    worker = startDeliveryWorker({ pollMs: 50 });
  });
  afterAll(async () => {
    await worker.stop();
    for (const sink of sinks.values()) await sink.close();
  });

  /** Some things that happen in a store; those it refuses (paid twice, say) do not happen. */
  async function live(happenings: number): Promise<void> {
    const { orders } = (await store.act("GET", "/orders?limit=30")) as { orders: { id: string }[] };
    const { products } = (await store.act("GET", "/products")) as {
      products: { id: string; variants: { sku: string }[] }[];
    };
    for (let index = 0; index < happenings; index += 1) {
      const order = orders.length > 0 ? random.pick(orders).id : undefined;
      const product = random.pick(products);
      const act = random.pick<[string, object]>([
        ["/orders", {}],
        ["/orders", { paid: false }],
        ["/customers", { firstName: `Ann ${index}` }],
        [`/products/${product.id}`, { title: `Name ${Math.floor(random.next() * 1_000)}` }],
        ["/inventory", { sku: random.pick(product.variants).sku, delta: -1 }],
        ...(order
          ? ([
              [`/orders/${order}/pay`, {}],
              [`/orders/${order}/fulfil`, {}],
              [`/orders/${order}/refund`, { amount: 50 }],
              [`/orders/${order}/edit`, { note: `Note ${index}` }],
              [`/orders/${order}/cancel`, {}],
            ] as [string, object][])
          : []),
      ]);
      await store.act("POST", ...act).catch(() => undefined);
    }
  }

  const TROUBLES: readonly (readonly [string, () => Promise<void>])[] = [
    ["nothing", async () => undefined],
    ["one in a thousand lost", () => store.fault({ action: "drop", share: 0.001 })],
    ["one in twenty lost", () => store.fault({ action: "drop", share: 0.05 })],
    ["everything lost", () => store.fault({ action: "drop" })],
    ["late", () => store.fault({ action: "delay", delayMs: 900, share: 0.3 })],
    ["twice", () => store.fault({ action: "duplicate", times: 2, share: 0.5 })],
    ["out of order", () => store.fault({ action: "reorder", group: 3 })],
    ["held for a long time", () => store.fault({ action: "hold", share: 0.2 })],
    [
      "subscriptions gone",
      async () => {
        const topic = random.pick(["orders/updated", "orders/create", "products/update"]);
        await store.act("DELETE", `/subscriptions?topic=${topic}`);
      },
    ],
    ["the app down", async () => shopify().refuseWebhooks(true)],
    [
      "little of the API left",
      async () => {
        await shopify().control("POST", "/throttle", { shop: store.domain, available: 0 });
        const fault = { kind: "throttle", shop: store.domain, times: 2 };
        await shopify().control("POST", "/faults/api", fault);
      },
    ],
    [
      "a token that has expired, and an API that fails",
      async () => {
        await store.act("POST", "/tokens/expire");
        const fault = { kind: "down", shop: store.domain, times: 2 };
        await shopify().control("POST", "/faults/api", fault);
      },
    ],
  ];

  test.each(TROUBLES.map(([name], index) => ({ name, index })))(
    "the statement is true: $name",
    async ({ index }) => {
      await TROUBLES[index]![1]();
      await live(12);
      // While things are as they are, and again once they are mended.
      await store.sweep(PACE);
      await check();
      shopify().refuseWebhooks(false);
      await store.clearFaults();
      await registerSubscriptions(store.shopId);
      await live(3);
      await store.sweep(PACE);
      await worker.idle();
      await check();
    },
  );

  test("in the end every destination has the newest state of everything it wants", async () => {
    await store.clearFaults();
    await shopify().control("POST", "/webhooks/send-now", {});
    await store.sweep(PACE);
    await store.sweep(PACE);
    await worker.idle();
    const statements = await check();
    for (const { changed, inLog, destinations } of statements) {
      expect(inLog).toBe(changed);
      const [everything] = destinations;
      expect(everything).toMatchObject({ delivered: changed, waiting: 0, failed: 0, notOwed: 0 });
    }
    for (const sink of sinks.values()) {
      const ids = sink.received.map(({ headers }) => headers["webhook-id"]);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  /**
   * Reads the statement and holds it against the store's own records: of what changed until the time
   * it names, as much must be in the log and at each destination as it says, in its newest state.
   */
  async function check(): Promise<Compared[]> {
    const statements = await readStatement(store.shopId, Date.now() - STATEMENT_MS);
    const { records } = (await store.act("GET", "/records")) as { records: StoreRecord[] };
    const compared = statements.filter((one): one is Compared & { kind: ResourceKind } => {
      return one.state === "compared";
    });
    for (const statement of compared) {
      const { kind, from, to } = statement;
      // Shopify tells whole seconds; a record that changed since is the next statement's.
      const due = records.filter(({ kind: other, updatedAt }) => {
        return other === kind && updatedAt >= from && updatedAt < to + 1_000;
      });
      expect(statement.changed, `${kind}: changed`).toBeGreaterThanOrEqual(due.length);
      const logged = await newestInLog(kind);
      const inLog = due.filter((record) => isNewest(kind, record, logged.get(record.id)));
      const claimedMissing = statement.changed - statement.inLog;
      expect(due.length - inLog.length, `${kind}: missing`).toBeLessThanOrEqual(claimedMissing);
      for (const standing of statement.destinations) {
        const received = newestReceived(kind, sinks.get(standing.name)!.received);
        const there = due.filter((record) => isNewest(kind, record, received.get(record.id)));
        const claimedAbsent = statement.changed - standing.delivered;
        expect(due.length - there.length, `${kind} at ${standing.name}`).toBeLessThanOrEqual(
          claimedAbsent,
        );
        const { delivered, waiting, failed, leftOut, notOwed } = standing;
        expect(delivered + waiting + failed + leftOut + notOwed).toBe(statement.inLog);
      }
    }
    return compared;
  }

  type State = { updatedAt: number; body: string };

  async function newestInLog(kind: ResourceKind): Promise<Map<string, State>> {
    const { prisma } = await import("#app/db.server.ts");
    const { openBody } = await import("#app/event-log/event-body.server.ts");
    const { key } = await shopById(store.shopId);
    const events = await prisma.event.findMany({
      where: { shopId: store.shopId, topic: { in: [...KIND_RULES[kind].states] } },
      orderBy: { id: "asc" },
    });
    // A recovered state was read when its second was over: a late webhook of that second is older.
    const inOrder = [
      ...events.filter(({ source }) => source !== "recovered"),
      ...events.filter(({ source }) => source === "recovered"),
    ];
    return newest(
      kind,
      inOrder.map(({ id, topic, body, bodyEncoding }) => ({
        topic,
        body: openBody({ id, body: body!, bodyEncoding }, key!).toString(),
      })),
    );
  }

  function newestReceived(kind: ResourceKind, requests: readonly SinkRequest[]) {
    return newest(
      kind,
      requests.map(({ headers, body }) => ({
        topic: headers["x-shopify-topic"] ?? "",
        body: body.toString(),
      })),
    );
  }

  /** The state with the greatest `updated_at`, and of one second the last that came. */
  function newest(kind: ResourceKind, messages: readonly { topic: string; body: string }[]) {
    const states = new Map<string, State>();
    for (const { topic, body } of messages) {
      if (!KIND_RULES[kind].states.includes(topic)) continue;
      const { id, updatedAt } = resourceOf(topic, parsePayload(body));
      const known = states.get(id ?? "");
      if (id && updatedAt !== null && updatedAt >= (known?.updatedAt ?? 0)) {
        states.set(id, { updatedAt, body });
      }
    }
    return states;
  }

  function isNewest(kind: ResourceKind, record: StoreRecord, state: State | undefined): boolean {
    if (!state) return false;
    const content = (body: string) => contentOf(kind, asObject(parsePayload(body)) ?? {});
    return content(state.body) === content(record.body);
  }

  test("no gap was invented: what was recovered is in no webhook that had come before", async () => {
    const recovered = await eventsOf(store.shopId, { source: "recovered" });
    const webhooks = await eventsOf(store.shopId, { source: "webhook" });
    expect(recovered.length).toBeGreaterThan(0);
    const once = ["orders/create", "orders/paid", "orders/cancelled", "customers/create"];
    for (const { id, topic, resourceId } of recovered) {
      if (!once.includes(topic)) continue;
      const earlier = webhooks.filter((webhook) => {
        return webhook.topic === topic && webhook.resourceId === resourceId && webhook.id < id;
      });
      expect(earlier, `${topic} of ${resourceId}`).toEqual([]);
    }
  });
});
