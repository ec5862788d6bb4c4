import { plainId } from "../ids.ts";
import { CARRIERS } from "./catalogue.ts";
import { StoreRefusal, type Happening } from "./happening.ts";
import type { Fulfillment, LineItem, Order } from "./model.ts";
import { figuresOf, fulfillmentStatusOf } from "./order-figures.ts";
import { sale } from "./place-order.ts";
import { nextId, randomOf, type Shop } from "./shop.ts";
import { changeStock, stockOfLines } from "./stock.ts";

/** An order by its id, its global id or its name. @throws StoreRefusal 404. */
export function orderIn(shop: Shop, wanted: string): Order {
  const id = plainId(wanted);
  const order =
    shop.data.orders.get(id) ??
    [...shop.data.orders.values()].find((one) => one.name === wanted || one.name === `#${wanted}`);
  if (!order) throw new StoreRefusal(`there is no order ${wanted}`, 404);
  return order;
}

/** Says that an order has changed: every change moves `updated_at` and fires `orders/updated`. */
export function updated(order: Order, now: number): Happening {
  order.updatedAt = now;
  return { topic: "orders/updated", order };
}

/** Takes the payment of an order that was placed unpaid. */
export function payOrder(shop: Shop, order: Order, now: number): Happening[] {
  if (order.financialStatus !== "pending")
    throw new StoreRefusal("the order is not waiting for payment");
  order.financialStatus = "paid";
  order.transactions.push(sale(shop, order, figuresOf(order).currentTotal, now));
  return [{ topic: "orders/paid", order }, updated(order, now)];
}

export interface LineQuantity {
  lineItemId: string;
  quantity: number;
}

/** The lines an input names, or all of them with what is left of each. */
export function chosenLines(
  order: Order,
  wanted: LineQuantity[] | undefined,
  left: (line: LineItem) => number,
): { line: LineItem; quantity: number }[] {
  if (!wanted) {
    return order.lineItems
      .map((line) => ({ line, quantity: left(line) }))
      .filter(({ quantity }) => quantity > 0);
  }
  return wanted.map(({ lineItemId, quantity }) => {
    const line = order.lineItems.find((one) => one.id === plainId(lineItemId));
    if (!line) throw new StoreRefusal(`the order has no line ${lineItemId}`, 404);
    if (quantity < 1 || quantity > left(line))
      throw new StoreRefusal("more than is left of that line");
    return { line, quantity };
  });
}

/** Sends goods out; without lines, everything that is left. */
export function fulfilOrder(
  shop: Shop,
  order: Order,
  input: { lines?: LineQuantity[]; trackingNumber?: string; trackingCompany?: string },
  now: number,
): { fulfillment: Fulfillment; happenings: Happening[] } {
  if (order.cancelledAt !== null) throw new StoreRefusal("the order is cancelled");
  const lines = chosenLines(
    order,
    input.lines,
    (line) => line.currentQuantity - line.fulfilledQuantity,
  );
  if (lines.length === 0) throw new StoreRefusal("nothing is left to fulfil");
  const random = randomOf(shop);
  const [company, prefix] = random.pick(CARRIERS);
  const fulfillment: Fulfillment = {
    id: nextId(shop),
    name: `${order.name}.${order.fulfillments.length + 1}`,
    status: "success",
    shipmentStatus: null,
    createdAt: now,
    updatedAt: now,
    locationId: order.locationId,
    trackingCompany: input.trackingCompany ?? company,
    trackingNumber:
      input.trackingNumber ?? `${prefix}${random.between(1_000_000_000, 9_999_999_999)}`,
    lines: lines.map(({ line, quantity }) => ({ id: nextId(shop), lineItemId: line.id, quantity })),
  };
  for (const { line, quantity } of lines) line.fulfilledQuantity += quantity;
  order.fulfillments.push(fulfillment);
  const whole = fulfillmentStatusOf(order) === "fulfilled";
  if (whole && order.financialStatus === "paid") order.closedAt = now;
  const changed = updated(order, now);
  // Goods that leave were already taken out of what is available.
  const stock = changeStock(
    shop,
    stockOfLines(shop, lines, order.locationId, { committed: -1 }),
    now,
  );
  return {
    fulfillment,
    happenings: [
      { topic: "fulfillments/create", order, fulfillment },
      { topic: whole ? "orders/fulfilled" : "orders/partially_fulfilled", order },
      changed,
      ...stock,
    ],
  };
}

/** Says how far a parcel has come, or calls it off. */
export function updateFulfillment(
  shop: Shop,
  order: Order,
  fulfillmentId: string,
  input: { shipmentStatus?: string; trackingNumber?: string; cancel?: boolean },
  now: number,
): Happening[] {
  const fulfillment = order.fulfillments.find((one) => one.id === plainId(fulfillmentId));
  if (!fulfillment) throw new StoreRefusal("no such fulfilment", 404);
  if (input.shipmentStatus !== undefined) fulfillment.shipmentStatus = input.shipmentStatus;
  if (input.trackingNumber !== undefined) fulfillment.trackingNumber = input.trackingNumber;
  if (input.cancel && fulfillment.status !== "cancelled") {
    fulfillment.status = "cancelled";
    for (const entry of fulfillment.lines) {
      const line = order.lineItems.find((one) => one.id === entry.lineItemId);
      if (line) line.fulfilledQuantity -= entry.quantity;
    }
  }
  fulfillment.updatedAt = now;
  return [{ topic: "fulfillments/update", order, fulfillment }, updated(order, now)];
}
