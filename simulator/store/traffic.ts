import type { Simulation } from "../simulation.ts";
import { createProduct, updateCustomer, updateProduct } from "./catalogue-actions.ts";
import { StoreRefusal, type Happening } from "./happening.ts";
import type { Order } from "./model.ts";
import { fulfilOrder, payOrder, updateFulfillment } from "./order-actions.ts";
import { placeOrder } from "./place-order.ts";
import { cancelOrder, refundOrder } from "./refund-order.ts";
import { randomOf, type Shop } from "./shop.ts";
import { setStock } from "./stock.ts";

/** How much happens in a store. All are by the minute. */
export interface TrafficRates {
  ordersPerMinute: number;
  fulfilmentsPerMinute: number;
  stockChangesPerMinute: number;
  refundsPerMinute: number;
  productChangesPerMinute: number;
  customerChangesPerMinute: number;
}

/** What goes with so many orders in an ordinary store. */
export function ordinaryRates(ordersPerMinute: number): TrafficRates {
  return {
    ordersPerMinute,
    fulfilmentsPerMinute: ordersPerMinute * 0.7,
    stockChangesPerMinute: ordersPerMinute * 0.3,
    refundsPerMinute: ordersPerMinute * 0.06,
    productChangesPerMinute: ordersPerMinute * 0.08,
    customerChangesPerMinute: ordersPerMinute * 0.1,
  };
}

type Deed = (shop: Shop, now: number) => Happening[];

/** One of the newest orders that fits, or null. */
function recentOrder(shop: Shop, fits: (order: Order) => boolean): Order | null {
  const fitting = [...shop.data.orders.values()].slice(-300).filter(fits);
  return fitting.length === 0 ? null : randomOf(shop).pick(fitting);
}

const open = (order: Order) => order.cancelledAt === null;

function buy(shop: Shop, now: number): Happening[] {
  const paid = randomOf(shop).chance(0.92);
  return placeOrder(shop, { paid }, now).happenings;
}

function fulfil(shop: Shop, now: number): Happening[] {
  const random = randomOf(shop);
  const unpaid = recentOrder(shop, (one) => open(one) && one.financialStatus === "pending");
  if (unpaid && random.chance(0.5)) return payOrder(shop, unpaid, now);
  const waiting = recentOrder(
    shop,
    (one) =>
      open(one) &&
      one.financialStatus === "paid" &&
      one.lineItems.some((line) => line.fulfilledQuantity < line.currentQuantity),
  );
  if (!waiting) {
    const sent = recentOrder(shop, (one) => one.fulfillments.length > 0);
    const parcel = sent?.fulfillments[0];
    if (!sent || !parcel) return [];
    const shipmentStatus = random.pick(["in_transit", "out_for_delivery", "delivered"]);
    return updateFulfillment(shop, sent, parcel.id, { shipmentStatus }, now);
  }
  const [first] = waiting.lineItems;
  const part = waiting.lineItems.length > 1 && random.chance(0.25) ? first : undefined;
  const lines =
    part && part.fulfilledQuantity === 0 && part.currentQuantity > 0
      ? [{ lineItemId: part.id, quantity: part.currentQuantity }]
      : undefined;
  return fulfilOrder(shop, waiting, lines ? { lines } : {}, now).happenings;
}

function restock(shop: Shop, now: number): Happening[] {
  const level = randomOf(shop).pick([...shop.data.inventoryLevels.values()]);
  const available =
    level.available < 25
      ? level.available + 120
      : Math.max(0, level.available + randomOf(shop).between(-6, 12));
  return setStock(shop, level.inventoryItemId, level.locationId, available, now);
}

function refundOrCancel(shop: Shop, now: number): Happening[] {
  const random = randomOf(shop);
  const order = recentOrder(
    shop,
    (one) =>
      open(one) &&
      one.financialStatus === "paid" &&
      one.lineItems.some((line) => line.currentQuantity > 0),
  );
  if (!order) return [];
  if (order.fulfillments.length === 0 && random.chance(0.4))
    return cancelOrder(shop, order, {}, now);
  const line = order.lineItems.find((one) => one.currentQuantity > 0);
  const lines = line ? [{ lineItemId: line.id, quantity: 1 }] : [];
  return refundOrder(shop, order, { lines }, now).happenings;
}

function changeProduct(shop: Shop, now: number): Happening[] {
  const random = randomOf(shop);
  const products = [...shop.data.products.values()];
  if (products.length === 0) return createProduct(shop, { title: "Sample Box" }, now).happenings;
  const product = random.pick(products);
  const variant = shop.data.variants.get(product.variantIds[0] ?? "");
  const price = Math.max(100, (variant?.price ?? 1_000) + random.pick([-50, 50, 100]));
  return updateProduct(shop, product, { prices: { "*": price } }, now);
}

function changeCustomer(shop: Shop, now: number): Happening[] {
  const customers = [...shop.data.customers.values()].slice(-200);
  if (customers.length === 0) return [];
  const customer = randomOf(shop).pick(customers);
  return updateCustomer(
    customer,
    { tags: [randomOf(shop).pick(["regular", "newsletter", "wholesale"])] },
    now,
  );
}

const DEEDS: Record<keyof TrafficRates, Deed> = {
  ordersPerMinute: buy,
  fulfilmentsPerMinute: fulfil,
  stockChangesPerMinute: restock,
  refundsPerMinute: refundOrCancel,
  productChangesPerMinute: changeProduct,
  customerChangesPerMinute: changeCustomer,
};

/** Keeps stores busy until told to stop. */
export class Traffic {
  private readonly running = new Map<
    string,
    { rates: TrafficRates; timers: Set<NodeJS.Timeout> }
  >();
  private readonly simulation: Simulation;

  constructor(simulation: Simulation) {
    this.simulation = simulation;
  }

  /** Starts anew with these rates; all zero stops. */
  start(shop: Shop, rates: TrafficRates): void {
    this.stop(shop.domain);
    const entry = { rates, timers: new Set<NodeJS.Timeout>() };
    this.running.set(shop.domain, entry);
    for (const key of Object.keys(DEEDS) as (keyof TrafficRates)[]) {
      if (rates[key] > 0) this.plan(shop, entry, DEEDS[key], 60_000 / rates[key]);
    }
  }

  /** Waits between half and one and a half of the mean, so that it looks like people. */
  private plan(
    shop: Shop,
    entry: { timers: Set<NodeJS.Timeout> },
    deed: Deed,
    meanMs: number,
  ): void {
    const timer = setTimeout(
      () => {
        entry.timers.delete(timer);
        try {
          this.simulation.announce(shop, deed(shop, this.simulation.now()));
        } catch (error) {
          // An order that changed meanwhile is no reason to stop.
          if (!(error instanceof StoreRefusal)) throw error;
        }
        this.plan(shop, entry, deed, meanMs);
      },
      meanMs * (0.5 + Math.random()),
    );
    entry.timers.add(timer);
  }

  stop(domain: string): void {
    for (const timer of this.running.get(domain)?.timers ?? []) clearTimeout(timer);
    this.running.delete(domain);
  }

  ratesOf(domain: string): TrafficRates | null {
    return this.running.get(domain)?.rates ?? null;
  }

  close(): void {
    for (const domain of [...this.running.keys()]) this.stop(domain);
  }
}
