import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { DEFAULT_TOPICS, findTopic, TOPICS } from "./topics.ts";

type EnumValue = { name: string; description: string };
let values: EnumValue[] = [];

beforeAll(async () => {
  const file = await readFile("simulator/schema/admin_2026-10.json.gz");
  const json = JSON.parse(gunzipSync(file).toString());
  const { types } = (json.data ?? json).__schema;
  values = types.find(
    (type: { name: string }) => type.name === "WebhookSubscriptionTopic",
  ).enumValues;
});

describe("the catalogue of topics agrees with Shopify's own schema", () => {
  test.each(TOPICS.map((topic) => [topic.topic, topic] as const))("%s", (name, topic) => {
    const value = values.find((candidate) => candidate.name === topic.code);
    expect(value?.description).toContain(`\`${name}\``);
    const described = value?.description.match(/Requires[\s\S]*/)?.[0] ?? "";
    const named = described.match(/read_[a-z_]+/g) ?? [];
    expect(named).toEqual(expect.arrayContaining([...topic.scopes]));
    expect(topic.scopes.length > 0).toBe(named.length > 0);
  });

  test("each topic stands in it once", () => {
    expect(new Set(TOPICS.map(({ topic }) => topic)).size).toBe(TOPICS.length);
    expect(findTopic("app/uninstalled")).toBeUndefined();
  });

  test("a new store gets orders, refunds, fulfillments, inventory, products and customers", () => {
    const groups = new Set(DEFAULT_TOPICS.map((topic) => topic.split("/")[0]));
    expect([...groups].sort()).toEqual([
      "customers",
      "fulfillments",
      "inventory_items",
      "inventory_levels",
      "orders",
      "products",
      "refunds",
    ]);
    expect(DEFAULT_TOPICS).toContain("orders/create");
  });
});
