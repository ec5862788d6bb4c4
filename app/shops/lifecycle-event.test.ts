import { describe, expect, test } from "vitest";
import { readLifecycleEvent } from "./lifecycle-event.ts";

const installedAt = new Date("2026-11-20T12:00:00Z");
const shop = { domain: "mine.myshopify.com", installedAt };
const after = new Date("2026-11-20T12:00:01Z");

function read(topic: string, payload: unknown, triggeredAt: Date | null = after) {
  const body = new TextEncoder().encode(
    typeof payload === "string" ? payload : JSON.stringify(payload),
  );
  return readLifecycleEvent({ topic, triggeredAt, body }, shop);
}

describe("what a lifecycle event may ask for", () => {
  const mine = { id: 1, myshopify_domain: "mine.myshopify.com", domain: "shop.example.com" };

  test.each([
    ["an uninstall of the shop itself", mine, after, { kind: "uninstall" }],
    ["one without a time", mine, null, { kind: "uninstall" }],
    [
      "one that names the shop by its only domain",
      { domain: "Mine.myshopify.com" },
      after,
      { kind: "uninstall" },
    ],
    [
      "another shop's, sent in under this one's name",
      { ...mine, myshopify_domain: "other.myshopify.com" },
      after,
      { kind: "ignore", because: "another-shop" },
    ],
    [
      "one from before this installation",
      mine,
      new Date("2026-11-20T11:59:59Z"),
      { kind: "ignore", because: "earlier-installation" },
    ],
    ["no JSON", "{", after, { kind: "ignore", because: "unreadable" }],
    ["JSON that is no shop", [1], after, { kind: "ignore", because: "unreadable" }],
    ["a shop without a name", { id: 1 }, after, { kind: "ignore", because: "unreadable" }],
  ])("app/uninstalled: %s", (_name, payload, triggeredAt, expected) => {
    expect(read("app/uninstalled", payload, triggeredAt)).toEqual(expected);
  });

  test.each(["customers/data_request", "customers/redact", "shop/redact"])("%s", (topic) => {
    expect(read(topic, { shop_domain: "mine.myshopify.com" })).toEqual({
      kind: "compliance",
      topic,
    });
    expect(read(topic, { shop_domain: "other.myshopify.com" })).toEqual({
      kind: "ignore",
      because: "another-shop",
    });
    expect(read(topic, { shop_id: 1 })).toEqual({ kind: "ignore", because: "unreadable" });
  });

  test("what scopes are granted is asked of Shopify, whatever the body says", () => {
    expect(read("app/scopes_update", { current: ["read_all_orders"] })).toEqual({
      kind: "read-scopes",
    });
  });

  test("a redacted body and a topic of another kind do nothing", () => {
    expect(
      readLifecycleEvent({ topic: "shop/redact", triggeredAt: after, body: undefined }, shop),
    ).toEqual({ kind: "ignore", because: "unreadable" });
    expect(read("orders/create", mine)).toEqual({
      kind: "ignore",
      because: "not-a-lifecycle-topic",
    });
  });
});
