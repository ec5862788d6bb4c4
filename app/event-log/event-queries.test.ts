import { beforeAll, describe, expect, test } from "vitest";
import { seedDestination, seedEvent, seedShop } from "#tests/setup/seed-log.ts";
import { useDatabase } from "#tests/setup/with-database.ts";
import type { DirectoryShop } from "#app/shop-directory-store.server.ts";
import { type EventFilter, NO_FILTER } from "./event-filter.ts";
import {
  countNewEvents,
  eventsOfResource,
  findEvent,
  hasNewerState,
  listEvents,
  PAGE_SIZE,
  receiptsOf,
} from "./event-queries.server.ts";

const NOW = Date.UTC(2026, 10, 20, 12);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What the list finds, as the topic or name of each row. */
async function list(shop: DirectoryShop, filter: Partial<EventFilter>): Promise<string[]> {
  const page = await listEvents(shop.shopId, { ...NO_FILTER, ...filter }, undefined, NOW);
  return page.rows.map((row) => row.resourceName ?? row.topic);
}

function order(number: number, more: object = {}): object {
  return {
    id: 5_000_000 + number,
    name: `#${number}`,
    updated_at: "2026-11-20T10:00:00Z",
    ...more,
  };
}

describe("the list of events", () => {
  useDatabase();
  let shop: DirectoryShop;
  let other: DirectoryShop;
  let erp: string;
  let crm: string;
  const ids = new Map<string, string>();

  beforeAll(async () => {
    shop = await seedShop();
    other = await seedShop();
    erp = await seedDestination(shop.shopId, "ERP");
    crm = await seedDestination(shop.shopId, "CRM");
    const add = async (name: string, seed: Parameters<typeof seedEvent>[1]) =>
      ids.set(name, await seedEvent(shop, seed));
    await add("old", {
      topic: "orders/create",
      payload: order(1001, { email: "ada@example.com", phone: "+44 20 7946 0958" }),
      at: NOW - 40 * DAY,
      deliveries: [{ destinationId: erp }, { destinationId: crm }],
    });
    await add("dead", {
      topic: "orders/create",
      payload: order(1002, { customer: { id: 77, first_name: "Ada", last_name: "Lovelace" } }),
      at: NOW - 5 * DAY,
      webhookId: "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
      deliveries: [{ destinationId: erp, state: "dead", attempts: 5 }, { destinationId: crm }],
    });
    await add("replayed", {
      topic: "orders/paid",
      payload: order(1003),
      at: NOW - 3 * DAY,
      deliveries: [
        { destinationId: erp, state: "dead" },
        { destinationId: erp, state: "delivered", at: NOW - DAY, replayOf: ids.get("dead") ?? "" },
      ],
    });
    await add("retrying", {
      topic: "products/update",
      payload: { id: 9, title: "Blue mug", variants: [{ sku: "MUG-BLUE" }] },
      at: NOW - 2 * HOUR,
      deliveries: [{ destinationId: crm, state: "pending", problem: true, attempts: 3 }],
    });
    await add("recovered", {
      topic: "orders/create",
      payload: order(1004),
      source: "recovered",
      at: NOW - 90 * 60_000,
      deliveries: [{ destinationId: erp, state: "pending", attempts: 0 }],
    });
    await add("replay waits", {
      topic: "orders/updated",
      payload: order(1001, { email: "ada@example.com" }),
      at: NOW - 39 * DAY,
      deliveries: [
        { destinationId: erp },
        {
          destinationId: erp,
          state: "pending",
          attempts: 0,
          at: NOW - HOUR,
          replayOf: ids.get("old") ?? "",
        },
      ],
    });
    await seedEvent(other, { topic: "orders/create", payload: order(1002), at: NOW - HOUR });
  });

  const cases: [what: string, filter: () => Partial<EventFilter>, found: string[]][] = [
    ["all, newest first", () => ({}), ["#1004", "Blue mug", "#1003", "#1002", "#1001", "#1001"]],
    ["an order's name", () => ({ text: "#1002" }), ["#1002"]],
    ["its id", () => ({ text: "5001001" }), ["#1001", "#1001"]],
    ["an e-mail, after weeks", () => ({ text: "ADA@example.com" }), ["#1001", "#1001"]],
    ["a phone", () => ({ text: "020 7946 0958" }), ["#1001"]],
    ["a person", () => ({ text: "ada lovelace" }), ["#1002"]],
    ["a SKU", () => ({ text: "mug-blue" }), ["Blue mug"]],
    ["a webhook id", () => ({ text: "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043" }), ["#1002"]],
    ["Rollcall's own id", () => ({ text: ids.get("retrying") ?? "" }), ["Blue mug"]],
    ["what is not there", () => ({ text: "#9999" }), []],
    ["one topic", () => ({ topics: ["orders/paid"] }), ["#1003"]],
    ["two topics", () => ({ topics: ["orders/paid", "products/update"] }), ["Blue mug", "#1003"]],
    ["a source", () => ({ sources: ["recovered"] }), ["#1004"]],
    ["a source that never occurs", () => ({ sources: ["backfill"] }), []],
    ["failed, but not what a replay brought home", () => ({ states: ["failed"] }), ["#1002"]],
    ["retrying", () => ({ states: ["retrying"] }), ["Blue mug"]],
    ["failed or retrying", () => ({ states: ["failed", "retrying"] }), ["Blue mug", "#1002"]],
    ["waiting, a replay of long ago included", () => ({ states: ["waiting"] }), ["#1004", "#1001"]],
    ["delivered to one", () => ({ states: ["delivered"], destinationId: erp }), ["#1003", "#1001"]],
    ["a destination", () => ({ destinationId: crm }), ["Blue mug", "#1002", "#1001"]],
    ["the last hours", () => ({ period: "24h" }), ["#1004", "Blue mug"]],
    ["a span", () => ({ from: NOW - 6 * DAY, to: NOW - 2 * DAY }), ["#1003", "#1002"]],
    ["text and topic", () => ({ text: "#1001", topics: ["orders/create"] }), ["#1001"]],
    ["text and state", () => ({ text: "ada@example.com", states: ["waiting"] }), ["#1001"]],
    [
      "topic and source",
      () => ({ topics: ["orders/create"], sources: ["webhook"] }),
      ["#1002", "#1001"],
    ],
  ];
  test.each(cases)("finds %s", async (_what, filter, found) => {
    expect(await list(shop, filter())).toEqual(found);
  });

  test("shows how the newest delivery to each destination stands", async () => {
    const page = await listEvents(shop.shopId, NO_FILTER, undefined, NOW);
    const dead = page.rows.find(({ id }) => id === ids.get("dead"));
    expect(new Map(dead?.deliveries.map((mark) => [mark.destinationId, mark.view]))).toEqual(
      new Map([
        [erp, "failed"],
        [crm, "delivered"],
      ]),
    );
    const replayed = page.rows.find(({ id }) => id === ids.get("replayed"));
    expect(replayed?.deliveries).toEqual([{ destinationId: erp, view: "delivered", attempts: 1 }]);
  });

  test("a refund is shown under the name that its order has in other events", async () => {
    const refunded = await seedShop();
    const refund = { id: 1, order_id: 5_000_001 };
    await seedEvent(refunded, { topic: "orders/create", payload: order(1), at: NOW - DAY });
    await seedEvent(refunded, { topic: "refunds/create", payload: refund, at: NOW - HOUR });
    await seedEvent(other, { topic: "refunds/create", payload: refund, at: NOW - 50 * DAY });
    expect(await list(refunded, {})).toEqual(["#1", "#1"]);
    expect(await list(other, { topics: ["refunds/create"] })).toEqual(["refunds/create"]);
  });

  test("another shop's session sees nothing of this shop, by any door", async () => {
    const id = ids.get("dead") ?? "";
    expect(await list(other, { text: "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043" })).toEqual([]);
    expect(await list(other, { text: id })).toEqual([]);
    expect(await list(other, { text: "ada lovelace" })).toEqual([]);
    expect(await list(other, { destinationId: erp })).toEqual([]);
    expect(await list(other, { states: ["failed", "waiting", "delivered"] })).toEqual([]);
    expect(await findEvent(other.shopId, id)).toBeUndefined();
    expect(await receiptsOf(other.shopId, id)).toEqual([]);
    expect(await eventsOfResource(other.shopId, { kind: "order", id: "5001001" }, 10)).toEqual([]);
    expect(await list(shop, { text: "#1002" })).toHaveLength(1);
  });

  test("an event opens with its bytes, its requests and what else happened to its resource", async () => {
    const id = ids.get("old") ?? "";
    const event = await findEvent(shop.shopId, id);
    expect(JSON.parse(event?.body?.toString() ?? "")).toMatchObject({ name: "#1001" });
    expect(await receiptsOf(shop.shopId, id)).toMatchObject([{ duplicate: false }]);
    const same = await eventsOfResource(shop.shopId, { kind: "order", id: "5001001" }, 10);
    expect(same.map(({ topic }) => topic)).toEqual(["orders/updated", "orders/create"]);
    const resource = { resourceKind: "order", resourceId: "5001001" };
    expect(await hasNewerState(shop.shopId, { id, ...resource })).toBe(true);
    const newest = ids.get("replay waits") ?? "";
    expect(await hasNewerState(shop.shopId, { id: newest, ...resource })).toBe(false);
    expect(await findEvent(shop.shopId, "not-an-id")).toBeUndefined();
  });
});

describe("pages of events", () => {
  useDatabase();

  test("walk the whole log once by keyset, while new events arrive, and count those", async () => {
    const shop = await seedShop();
    const seeded: string[] = [];
    for (let index = 0; index < PAGE_SIZE * 2 + 7; index += 1) {
      const at = NOW - DAY + index * 1_000;
      seeded.push(await seedEvent(shop, { topic: "orders/create", payload: order(index), at }));
    }
    const walked: string[] = [];
    let below: string | undefined;
    let pages = 0;
    do {
      const page = await listEvents(shop.shopId, NO_FILTER, below, NOW);
      walked.push(...page.rows.map(({ id }) => id));
      below = page.next;
      pages += 1;
      if (pages === 1) {
        await seedEvent(shop, { topic: "orders/paid", payload: order(1), at: NOW - HOUR });
      }
    } while (below !== undefined);
    expect(walked).toEqual(seeded.toReversed());
    expect(pages).toBe(3);
    const newest = seeded.at(-1) ?? "";
    expect(await countNewEvents(shop.shopId, NO_FILTER, newest, NOW)).toBe(1);
    const paid = { ...NO_FILTER, topics: ["products/update"] };
    expect(await countNewEvents(shop.shopId, paid, newest, NOW)).toBe(0);
  });
});
