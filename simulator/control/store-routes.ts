import type { Simulation } from "../simulation.ts";
import type { Happening } from "../store/happening.ts";
import type { Order } from "../store/model.ts";
import { figuresOf, fulfillmentStatusOf } from "../store/order-figures.ts";
import { placeOrder, type OrderInput } from "../store/place-order.ts";
import type { Shop } from "../store/shop.ts";
import type { Webhook } from "../webhooks/webhook.ts";
import { money } from "../webhooks/serialise.ts";
import type { ControlRouter } from "./router.ts";
import { shopOf } from "./shop-routes.ts";

/** An order as the control face shows it. */
export function orderSummary(order: Order): Record<string, unknown> {
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
      variantId: line.variantId,
    })),
    fulfillments: order.fulfillments.map((one) => one.id),
    refunds: order.refunds.map((one) => one.id),
  };
}

const sentSummary = (webhooks: Webhook[]) =>
  webhooks.map((one) => ({ webhookId: one.webhookId, topic: one.topic, address: one.address }));

/** What merchants and buyers do. */
export function addStoreRoutes(router: ControlRouter, simulation: Simulation): void {
  const shop = (domain: string | undefined) => shopOf(simulation, domain ?? "");
  const announce = (found: Shop, happenings: Happening[]) =>
    sentSummary(simulation.announce(found, happenings));

  router.on("GET", "/control/shops/:shop/orders", ({ params, query }) => {
    const limit = Number(query.get("limit") ?? 50);
    const orders = [...shop(params["shop"]).data.orders.values()].slice(-limit).reverse();
    return { orders: orders.map(orderSummary) };
  });

  router.on("POST", "/control/shops/:shop/orders", ({ params, body }) => {
    const found = shop(params["shop"]);
    const count = Number(body["count"] ?? 1);
    const orders: Order[] = [];
    const webhooks: unknown[] = [];
    for (let i = 0; i < count; i++) {
      const placed = placeOrder(found, body as OrderInput, simulation.now());
      orders.push(placed.order);
      const sent = announce(found, placed.happenings);
      if (count === 1) webhooks.push(...sent);
    }
    const { orders: kept } = found.data;
    for (const [id] of kept) {
      if (kept.size <= simulation.options.keepOrders) break;
      kept.delete(id);
    }
    return { orders: orders.map(orderSummary), order: orderSummary(orders[0]!), webhooks };
  });
}
