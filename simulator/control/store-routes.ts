import { setImmediate, setTimeout } from "node:timers/promises";
import type { Simulation } from "../simulation.ts";
import type { Happening } from "../store/happening.ts";
import type { Order } from "../store/model.ts";
import {
  fulfilOrder,
  orderIn,
  payOrder,
  updateFulfillment,
  type LineQuantity,
} from "../store/order-actions.ts";
import { figuresOf, fulfillmentStatusOf } from "../store/order-figures.ts";
import { placeOrder, type OrderInput } from "../store/place-order.ts";
import {
  cancelOrder,
  deleteOrder,
  editOrder,
  refundOrder,
  type CancelInput,
  type EditInput,
  type RefundInput,
} from "../store/refund-order.ts";
import type { Shop } from "../store/shop.ts";
import { ordinaryRates, type Traffic, type TrafficRates } from "../store/traffic.ts";
import { money } from "../webhooks/serialise.ts";
import type { Webhook } from "../webhooks/webhook.ts";
import type { ControlRouter } from "./router.ts";
import { shopOf } from "./shop-routes.ts";

/** Webhooks under way while many orders are placed by one call. */
const MOST_QUEUED = 2_000;

/** An order as the control face shows it. */
function orderSummary(order: Order): Record<string, unknown> {
  return {
    id: order.id,
    gid: `gid://shopify/Order/${order.id}`,
    name: order.name,
    createdAt: new Date(order.createdAt).toISOString(),
    updatedAt: new Date(order.updatedAt).toISOString(),
    total: money(figuresOf(order).total),
    currency: order.currency,
    financialStatus: order.financialStatus,
    fulfillmentStatus: fulfillmentStatusOf(order),
    cancelled: order.cancelledAt !== null,
    customerId: order.customerId,
    email: order.email,
    lineItems: order.lineItems.map((line) => ({
      id: line.id,
      title: line.title,
      sku: line.sku,
      quantity: line.quantity,
      currentQuantity: line.currentQuantity,
      variantId: line.variantId,
    })),
    fulfillments: order.fulfillments.map((one) => one.id),
    refunds: order.refunds.map((one) => one.id),
  };
}

/** What was sent for an action, as its answer shows it. */
export const sentSummary = (webhooks: Webhook[]) =>
  webhooks.map(({ webhookId, eventId, topic, address }) => ({
    webhookId,
    eventId,
    topic,
    address,
  }));

/** What buyers do, and what is done with their orders. */
export function addStoreRoutes(
  router: ControlRouter,
  simulation: Simulation,
  traffic: Traffic,
): void {
  const shop = (domain: string) => shopOf(simulation, domain);

  router.on("GET", "/control/shops/:shop/orders", ({ param, query }) => {
    const limit = Number(query.get("limit") ?? 50);
    const orders = [...shop(param("shop")).data.orders.values()].slice(-limit).reverse();
    return { orders: orders.map(orderSummary) };
  });

  router.on("GET", "/control/shops/:shop/orders/:order", ({ param }) => {
    const order = orderIn(shop(param("shop")), param("order"));
    return { ...orderSummary(order), figures: figuresOf(order) };
  });

  router.on("POST", "/control/shops/:shop/orders", async ({ param, body }) => {
    const found = shop(param("shop"));
    const orders: Order[] = [];
    let webhooks: Webhook[] = [];
    for (let i = 0; i < Number(body["count"] ?? 1); i++) {
      const placed = placeOrder(found, body as OrderInput, simulation.now());
      orders.push(placed.order);
      // As an import does: the orders are there, and no webhook tells of them.
      const sent = body["silent"] === true ? [] : simulation.announce(found, placed.happenings);
      if (i === 0) webhooks = sent;
      // Many orders at once must not hold up answers, nor pile up in memory.
      if (i % 10 === 9) await setImmediate();
      while (simulation.engine.queuedCount > MOST_QUEUED) await setTimeout(5);
    }
    return {
      order: orders[0] ? orderSummary(orders[0]) : null,
      orders: orders.map(({ id, name }) => ({ id, name })),
      webhooks: sentSummary(webhooks),
    };
  });

  /** An action on one order: it happens, is announced, and the order is the answer. */
  const onOrder = (
    path: string,
    act: (
      found: Shop,
      order: Order,
      body: Record<string, unknown>,
      param: (name: string) => string,
    ) => Happening[],
    method = "POST",
  ) =>
    router.on(method, `/control/shops/:shop/orders/:order${path}`, ({ param, body }) => {
      const found = shop(param("shop"));
      const order = orderIn(found, param("order"));
      const happenings = act(found, order, body, param);
      return {
        order: orderSummary(order),
        webhooks: sentSummary(simulation.announce(found, happenings)),
      };
    });

  onOrder("/pay", (found, order) => payOrder(found, order, simulation.now()));
  onOrder(
    "/fulfil",
    (found, order, body) =>
      fulfilOrder(
        found,
        order,
        body as { lines?: LineQuantity[]; trackingNumber?: string },
        simulation.now(),
      ).happenings,
  );
  onOrder("/fulfillments/:fulfillment", (found, order, body, param) =>
    updateFulfillment(
      found,
      order,
      param("fulfillment"),
      body as { shipmentStatus?: string; cancel?: boolean },
      simulation.now(),
    ),
  );
  onOrder(
    "/refund",
    (found, order, body) =>
      refundOrder(found, order, body as RefundInput, simulation.now()).happenings,
  );
  onOrder("/cancel", (found, order, body) =>
    cancelOrder(found, order, body as CancelInput, simulation.now()),
  );
  onOrder("/edit", (found, order, body) =>
    editOrder(found, order, body as EditInput, simulation.now()),
  );
  onOrder("", (found, order) => deleteOrder(found, order), "DELETE");
  /** At Shopify `updated_at` can move without a change that a webhook tells of. */
  onOrder("/touch", (_found, order) => {
    order.updatedAt = simulation.now();
    return [];
  });

  router.on("POST", "/control/shops/:shop/traffic", ({ param, body }) => {
    const found = shop(param("shop"));
    const rates = ordinaryRates(Number(body["ordersPerMinute"] ?? 0));
    for (const key of Object.keys(rates) as (keyof TrafficRates)[]) {
      if (typeof body[key] === "number") rates[key] = body[key];
    }
    traffic.start(found, rates);
    return { rates };
  });
  router.on("GET", "/control/shops/:shop/traffic", ({ param }) => ({
    rates: traffic.ratesOf(shop(param("shop")).domain),
  }));
  router.on("DELETE", "/control/shops/:shop/traffic", ({ param }) => {
    traffic.stop(shop(param("shop")).domain);
    return {};
  });
}
