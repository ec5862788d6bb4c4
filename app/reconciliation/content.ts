import { asObject, asText, type Json, type JsonObject } from "#app/event-log/payload.ts";
import type { ResourceKind } from "./resource-kinds.ts";

/**
 * What of a payload is compared. `updated_at` can move without a webhook, and two changes can fall
 * into one second, so that content decides whether the log holds a state. Left out is what is not
 * the resource's own (the customer in an order), and what the API and webhooks tell differently.
 */
export function contentOf(kind: ResourceKind, payload: JsonObject): string {
  return JSON.stringify(CONTENT[kind](payload));
}

const CONTENT: Readonly<Record<ResourceKind, (payload: JsonObject) => unknown>> = {
  order: (order) => [
    orderFacts(order),
    texts(order, ["current_total_price", "total_price", "total_tax", "total_discounts"], amount),
    list(order["line_items"], (line) => texts(line, ["id", "quantity", "current_quantity"])),
    list(order["refunds"], (refund) => asText(refund["id"])),
    list(order["fulfillments"], (one) => texts(one, ["id", "status", "tracking_number"])),
    address(order["shipping_address"]),
  ],
  customer: (customer) => [
    customerFacts(customer),
    texts(customer, ["email", "phone"]),
    address(customer["default_address"]),
  ],
  product: (product) => [
    productFacts(product),
    texts(product, ["body_html"]),
    list(product["variants"], (variant) => [
      texts(variant, ["id", "title", "sku", "barcode", "inventory_quantity"]),
      texts(variant, ["price", "compare_at_price"], amount),
    ]),
  ],
  inventory_level: levelFacts,
};

/** A few facts that a page of a search tells of each resource without further cost. */
export type Facts = Readonly<Record<string, string | null>>;

const FACTS: Readonly<Record<ResourceKind, (payload: JsonObject) => Facts>> = {
  order: orderFacts,
  customer: customerFacts,
  product: productFacts,
  inventory_level: levelFacts,
};

/** Whether a payload of the log agrees with what was read. A fact that was not told is not compared. */
export function agrees(kind: ResourceKind, payload: JsonObject, told: Facts): boolean {
  const logged = FACTS[kind](payload);
  return Object.entries(told).every(([name, value]) => logged[name] === value);
}

function orderFacts(order: JsonObject): Facts {
  return {
    cancelled_at: time(order["cancelled_at"]),
    closed_at: time(order["closed_at"]),
    financial_status: text(order["financial_status"]),
    fulfillment_status: text(order["fulfillment_status"]),
    note: text(order["note"]),
    tags: tags(order["tags"]),
    email: text(order["email"]),
    phone: text(order["phone"]),
  };
}

function customerFacts(customer: JsonObject): Facts {
  return {
    first_name: text(customer["first_name"]),
    last_name: text(customer["last_name"]),
    state: text(customer["state"]),
    note: text(customer["note"]),
    verified_email: String(customer["verified_email"]),
    tax_exempt: String(customer["tax_exempt"]),
  };
}

function productFacts(product: JsonObject): Facts {
  return {
    title: text(product["title"]),
    handle: text(product["handle"]),
    vendor: text(product["vendor"]),
    product_type: text(product["product_type"]),
    status: text(product["status"]),
    tags: tags(product["tags"]),
    // Differs for good where stock is not tracked: such a product is read whole, and found the same.
    stock: String(total(product["variants"], "inventory_quantity")),
  };
}

function levelFacts(level: JsonObject): Facts {
  return { available: text(level["available"]) };
}

/** Empty and missing are one: the API and webhooks differ in which of the two they say. */
function text(value: Json | undefined): string | null {
  return asText(value) ?? null;
}

function texts(
  object: JsonObject,
  names: readonly string[],
  read: (value: Json | undefined) => string | null = text,
): (string | null)[] {
  return names.map((name) => read(object[name]));
}

/** `12.5` and `12.50` are one amount. */
function amount(value: Json | undefined): string | null {
  const given = asText(value);
  return given === undefined ? null : String(Number(given));
}

export function time(value: Json | undefined): string | null {
  const at = Date.parse(asText(value) ?? "");
  return Number.isNaN(at) ? null : String(Math.floor(at / 1_000));
}

/** The order of tags says nothing. */
export function tags(value: Json | undefined): string {
  const all = Array.isArray(value)
    ? value.map((tag) => asText(tag) ?? "")
    : (asText(value) ?? "").split(",").map((tag) => tag.trim());
  return all.filter(Boolean).sort().join(", ");
}

function total(value: Json | undefined, name: string): number {
  if (!Array.isArray(value)) return 0;
  return value.reduce<number>((sum, entry) => sum + Number(asObject(entry)?.[name] ?? 0), 0);
}

function list(value: Json | undefined, read: (entry: JsonObject) => unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.map((entry) => JSON.stringify(read(asObject(entry) ?? {}))).sort();
}

function address(value: Json | undefined): (string | null)[] {
  const fields = ["first_name", "last_name", "company", "address1", "address2", "city", "zip"];
  return texts(asObject(value) ?? {}, [...fields, "country_code", "province_code", "phone"]);
}
