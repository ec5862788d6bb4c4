import { describe, expect, test } from "vitest";
import { crmMessage, orderPayload } from "#tests/setup/crm-messages.ts";
import { sampleFor } from "../../../simulator/webhooks/samples.ts";
import type { Change } from "./change.ts";
import { orderState } from "./order-state.ts";
import { CRM_TOPICS, readChange } from "./read-change.ts";

const read = (topic: string, payload: object, testOrders = false): Change =>
  readChange(crmMessage(topic, payload), { testOrders });

function order(changes: Record<string, unknown>) {
  const change = read("orders/updated", orderPayload(changes));
  if (change.type !== "order") throw new Error("it is no order");
  return { change, state: orderState(change.facts) };
}

const refund = (amount: string, currency = "EUR", status = "success") => ({
  id: 5,
  transactions: [{ kind: "refund", status, amount, currency }],
});

describe("what an event means to a CRM", () => {
  test.each(CRM_TOPICS)("%s, in the shape of Shopify's own sample", (topic) => {
    const change = read(topic, sampleFor(topic), true);
    const failed = topic === "customers/merge";
    expect(change.type === "nothing" ? change.because : "read").toBe(
      failed ? "merge_failed" : "read",
    );
  });

  test("a test order is left out, unless it is asked for", () => {
    const payload = orderPayload({ test: true });
    expect(read("orders/create", payload)).toEqual({ type: "nothing", because: "test_order" });
    expect(read("orders/create", payload, true).type).toBe("order");
  });

  test.each([
    ["orders/edited", { order_edit: { order_id: 1 } }, "topic_not_mapped"],
    ["products/update", { id: 1 }, "topic_not_mapped"],
    ["orders/create", { hello: "there" }, "payload_not_understood"],
    ["customers/update", [], "payload_not_understood"],
    ["refunds/create", { id: 1 }, "payload_not_understood"],
  ])("%s with %j writes nothing", (topic, payload, because) => {
    expect(read(topic, payload)).toEqual({ type: "nothing", because });
  });

  test("ids keep every digit, and amounts every decimal", () => {
    const body = Buffer.from(
      '{"id": 820982911946154508, "name": "#1", "total_price": 1234567890.10, "line_items": []}',
    );
    const change = readChange({ topic: "orders/create", headers: [], body }, { testOrders: true });
    if (change.type !== "order") throw new Error("it is no order");
    expect(change.orderId).toBe("820982911946154508");
    expect(change.facts.base?.total).toBe("1234567890.10");
  });

  test("an order without a customer, or with one of a phone number only, is an order", () => {
    expect(order({ customer: null }).change.whole?.customer).toBeUndefined();
    const phoneOnly = order({ customer: { id: 7, email: null, phone: "+4930", first_name: null } });
    expect(phoneOnly.change.whole?.customer?.values).toMatchObject({
      email: "",
      phone: "+4930",
      firstName: "",
    });
  });

  test("a field that the payload does not have is left alone; an empty one is emptied", () => {
    const change = read("customers/update", { id: 7, email: null });
    if (change.type !== "customer") throw new Error("it is no customer");
    expect(change.values).toHaveProperty("email", "");
    expect(change.values).not.toHaveProperty("tags");
    expect(change.values).not.toHaveProperty("addressCity");
  });
});

describe("where an order stands", () => {
  test.each<[string, Record<string, unknown>, Record<string, string>]>([
    ["paid", {}, { stage: "paid", payment: "paid", net: "100.00", refunded: "0.00" }],
    ["not paid", { financial_status: "pending" }, { stage: "open", payment: "pending" }],
    ["authorised", { financial_status: "authorized" }, { stage: "open" }],
    ["sent", { fulfillment_status: "fulfilled" }, { stage: "shipped", fulfillment: "fulfilled" }],
    [
      "delivered",
      {
        fulfillment_status: "fulfilled",
        fulfillments: [{ id: 1, status: "success", shipment_status: "delivered" }],
      },
      { stage: "delivered" },
    ],
    [
      "paid back in part",
      { financial_status: "partially_refunded", refunds: [refund("30.00")] },
      { stage: "paid", payment: "partially_refunded", refunded: "30.00", net: "70.00" },
    ],
    [
      "paid back whole, though it was sent",
      {
        financial_status: "refunded",
        fulfillment_status: "fulfilled",
        refunds: [refund("100.00")],
      },
      { stage: "refunded", refunded: "100.00", net: "0.00" },
    ],
    [
      "a refund that is not through yet",
      { refunds: [refund("30.00", "EUR", "pending")] },
      { stage: "paid", refunded: "0.00", net: "100.00" },
    ],
    [
      "edited down without a refund",
      { current_total_price: "60.00" },
      { net: "60.00", total: "100.00" },
    ],
    [
      "cancelled",
      { cancelled_at: "2026-11-20T10:00:00Z", current_total_price: "0.00" },
      { stage: "cancelled", net: "0.00" },
    ],
    ["void", { financial_status: "voided" }, { stage: "cancelled" }],
    [
      "in two currencies",
      {
        presentment_currency: "USD",
        total_price_set: { presentment_money: { amount: "125.00", currency_code: "USD" } },
        refunds: [refund("25.00", "USD")],
        financial_status: "partially_refunded",
      },
      {
        total: "100.00",
        refunded: "20.00",
        net: "80.00",
        currency: "EUR",
        customerTotal: "125.00",
        customerRefunded: "25.00",
        customerCurrency: "USD",
      },
    ],
  ])("%s", (_, changes, expected) => {
    expect(order(changes).state).toMatchObject(expected);
  });

  test("a refund that comes before its order counts as soon as the order is there", () => {
    const before = read("refunds/create", { order_id: 9, ...refund("100.00") });
    if (before.type !== "order") throw new Error("it is no order");
    expect(orderState(before.facts)).toBeUndefined();
    const { change } = order({ id: 9 });
    const both = { ...change.facts, refunds: before.facts.refunds };
    expect(orderState(both)).toMatchObject({ stage: "refunded", payment: "refunded", net: "0.00" });
  });
});
