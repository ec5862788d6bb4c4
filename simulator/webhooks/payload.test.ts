import { describe, expect, it } from "vitest";
import {
  createCustomer,
  createProduct,
  deleteCustomer,
  deleteProduct,
  updateItem,
} from "../store/catalogue-actions.ts";
import type { Happening } from "../store/happening.ts";
import { fulfilOrder, payOrder, updateFulfillment } from "../store/order-actions.ts";
import { placeOrder } from "../store/place-order.ts";
import { cancelOrder, deleteOrder, editOrder, refundOrder } from "../store/refund-order.ts";
import { seedStore } from "../store/seed.ts";
import { createShop, type Shop } from "../store/shop.ts";
import { disconnectStock } from "../store/stock.ts";
import { payloadOf } from "./payload.ts";
import { sampleFor, type Json } from "./samples.ts";
import { serialise } from "./serialise.ts";
import { compliancePayload, scopesPayload, shopPayload } from "./shop-payload.ts";

const NOW = Date.parse("2026-11-20T09:12:33.456Z");

function storeWith(options: { bigIds?: boolean; timezone?: string } = {}): Shop {
  const shop = createShop({ domain: "harbour-goods.myshopify.com", seed: 7, ...options }, NOW);
  seedStore(shop, NOW);
  return shop;
}

const read = (shop: Shop, happening: Happening) =>
  JSON.parse(serialise(payloadOf(shop, happening)).toString()) as Json;

/** Everything that can happen, once, each as it was when it happened. */
function everything(shop: Shop): [string, Json][] {
  const seen: [string, Json][] = [];
  const note = (happenings: Happening[]) => {
    for (const one of happenings) seen.push([one.topic, read(shop, one)]);
  };
  const { order, happenings } = placeOrder(shop, { paid: false, email: "ann@example.com" }, NOW);
  note(happenings);
  note(payOrder(shop, order, NOW));
  note(editOrder(shop, order, { add: [{ variantId: order.lineItems[0]?.variantId ?? "" }] }, NOW));
  const lines = [{ lineItemId: order.lineItems[0]?.id ?? "", quantity: 1 }];
  const sent = fulfilOrder(shop, order, { lines }, NOW);
  note(sent.happenings);
  note(fulfilOrder(shop, order, {}, NOW).happenings);
  note(updateFulfillment(shop, order, sent.fulfillment.id, { shipmentStatus: "delivered" }, NOW));
  note(refundOrder(shop, order, { lines }, NOW).happenings);
  const other = placeOrder(shop, {}, NOW).order;
  note(cancelOrder(shop, other, {}, NOW));
  note(deleteOrder(shop, other));
  const made = createProduct(shop, { title: "Teapot" }, NOW);
  note(made.happenings);
  const [level] = shop.data.inventoryLevels.values();
  if (level) note(disconnectStock(shop, level.inventoryItemId, level.locationId));
  const [item] = shop.data.inventoryItems.values();
  if (item) note(updateItem(item, { cost: 1 }, NOW));
  note(deleteProduct(shop, made.product));
  const customer = createCustomer(shop, {}, NOW);
  note(customer.happenings);
  note(deleteCustomer(shop, customer.customer, false));
  return seen;
}

describe("payloads", () => {
  it("have the keys of Shopify's own samples, in their order", () => {
    const shop = storeWith();
    const seen = everything(shop);
    const [customer] = shop.data.customers.values();
    seen.push(["shop/update", shopPayload(shop, NOW)], ["app/uninstalled", shopPayload(shop, NOW)]);
    seen.push(["app/scopes_update", scopesPayload(shop, [], ["read_orders"], NOW)]);
    for (const topic of ["customers/data_request", "customers/redact", "shop/redact"]) {
      seen.push([topic, compliancePayload(shop, topic, customer ?? null)]);
    }
    const topics = new Set(seen.map(([topic]) => topic));
    expect([...topics].sort()).toEqual([
      "app/scopes_update",
      "app/uninstalled",
      "customers/create",
      "customers/data_request",
      "customers/delete",
      "customers/redact",
      "customers/update",
      "fulfillments/create",
      "fulfillments/update",
      "inventory_items/create",
      "inventory_items/delete",
      "inventory_items/update",
      "inventory_levels/connect",
      "inventory_levels/disconnect",
      "inventory_levels/update",
      "orders/cancelled",
      "orders/create",
      "orders/delete",
      "orders/edited",
      "orders/fulfilled",
      "orders/paid",
      "orders/partially_fulfilled",
      "orders/updated",
      "products/create",
      "products/delete",
      "products/update",
      "refunds/create",
      "shop/redact",
      "shop/update",
    ]);
    for (const [topic, payload] of seen) {
      expect(Object.keys(payload), topic).toEqual(Object.keys(sampleFor(topic)));
    }
  });

  it("are the same for the same seed", () => {
    expect(everything(storeWith())).toEqual(everything(storeWith()));
  });

  it("keep nothing of the sample's own identity", () => {
    const text = JSON.stringify(everything(storeWith()));
    for (const foreign of [
      "820982911946154",
      "jon@example.com",
      "Shippington",
      "115310627314723",
      "788032119674292",
      "super@supertoys.com",
    ]) {
      expect(text).not.toContain(foreign);
    }
  });

  it("agree with each other on ids, amounts and lines", () => {
    const shop = storeWith();
    const { order } = placeOrder(shop, { email: "ann@example.com" }, NOW);
    const payload = read(shop, { topic: "orders/create", order });
    const lines = payload["line_items"] as Json[];
    const cents = (value: unknown) => Math.round(Number(value) * 100);
    const subtotal = lines.reduce(
      (sum, line) => sum + cents(line["price"]) * Number(line["quantity"]),
      0,
    );
    expect(payload["admin_graphql_api_id"]).toBe(`gid://shopify/Order/${String(payload["id"])}`);
    expect(cents(payload["subtotal_price"])).toBe(subtotal);
    const shipping = (payload["shipping_lines"] as Json[])[0] ?? {};
    expect(cents(payload["total_price"])).toBe(
      subtotal + cents(payload["total_tax"]) + cents(shipping["price"]),
    );
    expect((payload["customer"] as Json)["email"]).toBe("ann@example.com");
    for (const line of lines) {
      const variant = shop.data.variants.get(String(line["variant_id"]));
      expect(variant).toMatchObject({ sku: line["sku"], productId: String(line["product_id"]) });
    }
    const { refund } = refundOrder(shop, order, {}, NOW);
    const refunded = read(shop, { topic: "refunds/create", order, refund });
    expect(refunded["order_id"]).toBe(payload["id"]);
    expect((refunded["transactions"] as Json[])[0]?.["amount"]).toBe(payload["total_price"]);
    const after = read(shop, { topic: "orders/updated", order });
    expect(after).toMatchObject({
      financial_status: "refunded",
      current_total_price: "0.00",
      total_price: payload["total_price"],
    });
    expect(after["refunds"]).toEqual([refunded]);
  });

  it("carry times in the shop's offset, whole seconds", () => {
    const shop = storeWith({ timezone: "Asia/Kolkata" });
    const { order } = placeOrder(shop, {}, NOW);
    expect(read(shop, { topic: "orders/create", order })["created_at"]).toBe(
      "2026-11-20T14:42:33+05:30",
    );
  });

  it("write ids beyond 2^53 exactly, and escape as Shopify does", () => {
    const shop = storeWith({ bigIds: true });
    const { order } = placeOrder(shop, { note: "salt & <pepper>" }, NOW);
    const text = serialise(payloadOf(shop, { topic: "orders/create", order })).toString();
    expect(BigInt(order.id)).toBeGreaterThan(2n ** 53n);
    expect(text).toContain(`{"id":${order.id},`);
    expect(text).toContain(`"gid:\\/\\/shopify\\/Order\\/${order.id}"`);
    expect(text).toContain('"note":"salt \\u0026 \\u003cpepper\\u003e"');
  });
});
