import { describe, expect, test } from "vitest";
import {
  type ActualSubscription,
  compareSubscriptions,
  unexpectedSubscriptions,
} from "./compare-subscriptions.ts";
import { expectedSubscriptions } from "./expected-subscriptions.ts";
import { DEFAULT_TOPICS } from "./topics.ts";

const wanted = { uri: "https://rollcall.test/webhooks", apiVersion: "2026-10" };
const ALL = ["read_orders", "read_products"];

function held(changes: Partial<ActualSubscription> = {}): ActualSubscription {
  return {
    id: "gid://shopify/WebhookSubscription/1",
    topic: "ORDERS_CREATE",
    uri: wanted.uri,
    filter: null,
    format: "JSON",
    includeFields: [],
    apiVersion: "2026-10",
    ...changes,
  };
}

describe("what Shopify should hold", () => {
  test("the default set when nothing was chosen", () => {
    expect(expectedSubscriptions([], ALL).map(({ topic }) => topic.topic)).toEqual(DEFAULT_TOPICS);
  });

  test.each([
    ["its scope", ["read_orders"], undefined],
    ["another scope that covers it", ["read_marketplace_orders"], undefined],
    ["the right to write", ["write_orders"], undefined],
    ["another right to write", ["write_products"], "read_orders"],
    ["no scope", [], "read_orders"],
  ])("orders/create with %s", (_name, granted, missing) => {
    const [only] = expectedSubscriptions(["orders/create"], granted);
    expect(only?.missingScope).toBe(missing);
  });

  test("a topic that needs no scope, a topic chosen twice, and one that no longer exists", () => {
    const chosen = ["shop/update", "shop/update", "carts/teleported"];
    expect(expectedSubscriptions(chosen, []).map(({ missingScope }) => missingScope)).toEqual([
      undefined,
    ]);
  });
});

describe("expected against actual", () => {
  const expected = expectedSubscriptions(["orders/create"], ALL);
  const compare = (...actual: ActualSubscription[]) =>
    compareSubscriptions(expected, actual, wanted)[0];

  test.each([
    ["as it should be", [held()], "registered", undefined],
    ["nothing", [], "missing", undefined],
    ["another topic only", [held({ topic: "ORDERS_PAID" })], "missing", undefined],
    ["an old address", [held({ uri: "https://old.test/webhooks" })], "missing", "wrong_address"],
    ["someone's queue", [held({ uri: "pubsub://project:topic" })], "missing", undefined],
    ["a filter", [held({ filter: "total_price:>10" })], "missing", "restricted"],
    ["some fields only", [held({ includeFields: ["id"] })], "missing", "restricted"],
    ["XML", [held({ format: "XML" })], "missing", "restricted"],
    ["an old version", [held({ apiVersion: "2026-07" })], "registered", "wrong_api_version"],
    ["two", [held(), held({ id: "2", filter: "id:1" })], "registered", "duplicate"],
    [
      "one here and one elsewhere",
      [held({ id: "2", uri: "https://old.test/webhooks" }), held()],
      "registered",
      undefined,
    ],
  ] as const)("%s", (_name, actual, state, problem) => {
    expect(compare(...actual)).toMatchObject({ state });
    expect(compare(...actual)).toHaveProperty("problem", problem);
  });

  test("a topic whose scope is missing is that, whatever is held", () => {
    const without = expectedSubscriptions(["orders/create"], []);
    expect(compareSubscriptions(without, [held()], wanted)).toEqual([
      { topic: "orders/create", state: "scope_missing", scope: "read_orders" },
    ]);
  });

  test("what is ours and no longer wanted is told from what is not ours", () => {
    const actual = [
      held(),
      held({ id: "2", topic: "ORDERS_PAID" }),
      held({ id: "3", topic: "ORDERS_PAID", uri: "pubsub://project:topic" }),
    ];
    expect(unexpectedSubscriptions(expected, actual, wanted).map(({ id }) => id)).toEqual(["2"]);
  });
});
