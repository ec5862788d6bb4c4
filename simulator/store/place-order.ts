import { StoreRefusal, type Happening } from "./happening.ts";
import type { Customer, LineItem, Order, Transaction, Variant } from "./model.ts";
import { figuresOf } from "./order-figures.ts";
import { addCustomer } from "./seed.ts";
import { nextId, randomOf, type Shop } from "./shop.ts";
import { changeStock, stockOfLines } from "./stock.ts";

export interface OrderInput {
  /** Without lines, one to three are picked. */
  lines?: { variantId?: string; sku?: string; quantity?: number }[];
  customerId?: string;
  /** A new customer is made for an address that nobody has. */
  email?: string;
  firstName?: string;
  lastName?: string;
  /** Paid at once unless false. */
  paid?: boolean;
  note?: string;
  tags?: string[];
  discount?: number;
  discountCode?: string;
  /** Milliseconds since 1970, for history. */
  createdAt?: number;
}

/**
 * Places an order and takes its goods out of what is available.
 *
 * @throws StoreRefusal when a variant or customer does not exist.
 */
export function placeOrder(
  shop: Shop,
  input: OrderInput,
  now: number,
): { order: Order; happenings: Happening[] } {
  const at = input.createdAt ?? now;
  const happenings: Happening[] = [];
  const lineItems = linesFor(shop, input);
  const { customer, isNew } = customerFor(shop, input, at);
  if (isNew) happenings.push({ topic: "customers/create", customer });

  const order = newOrder(shop, input, customer, lineItems, at);
  const total = figuresOf(order).total;
  if (input.paid !== false) order.transactions.push(sale(shop, order, total, at));
  shop.data.orders.set(order.id, order);
  happenings.push({ topic: "orders/create", order });
  if (input.paid !== false) happenings.push({ topic: "orders/paid", order });
  happenings.push({ topic: "orders/updated", order });

  customer.ordersCount += 1;
  customer.totalSpent += input.paid === false ? 0 : total;
  customer.updatedAt = at;
  happenings.push({ topic: "customers/update", customer });

  const taken = stockOfLines(
    shop,
    lineItems.map((line) => ({ line, quantity: line.quantity })),
    order.locationId,
    { available: -1, committed: 1 },
  );
  happenings.push(...changeStock(shop, taken, at));
  return { order, happenings };
}

/** A payment of an order. */
export function sale(shop: Shop, order: Order, amount: number, at: number): Transaction {
  return {
    id: nextId(shop),
    kind: "sale",
    status: "success",
    gateway: order.gateway,
    amount,
    createdAt: at,
    parentId: null,
    refundId: null,
  };
}

/** A line for a variant. */
export function lineOf(shop: Shop, variant: Variant, quantity: number): LineItem {
  const product = shop.data.products.get(variant.productId);
  return {
    id: nextId(shop),
    variantId: variant.id,
    productId: variant.productId,
    title: product?.title ?? variant.title,
    variantTitle: variant.title === "Default Title" ? null : variant.title,
    sku: variant.sku,
    vendor: product?.vendor ?? shop.name,
    grams: variant.grams,
    price: variant.price,
    quantity,
    currentQuantity: quantity,
    fulfilledQuantity: 0,
    refundedQuantity: 0,
    added: false,
  };
}

/** The variant that an input names by id or SKU. */
export function variantFor(shop: Shop, wanted: { variantId?: string; sku?: string }): Variant {
  const found =
    wanted.variantId !== undefined
      ? shop.data.variants.get(wanted.variantId)
      : [...shop.data.variants.values()].find((variant) => variant.sku === wanted.sku);
  if (!found) throw new StoreRefusal("no such variant", 404);
  return found;
}

function linesFor(shop: Shop, input: OrderInput): LineItem[] {
  if (input.lines && input.lines.length > 0) {
    return input.lines.map((line) => lineOf(shop, variantFor(shop, line), line.quantity ?? 1));
  }
  const random = randomOf(shop);
  const variants = [...shop.data.variants.values()];
  if (variants.length === 0) throw new StoreRefusal("the store has no products");
  const wanted = new Set<Variant>();
  const count = random.between(1, 3);
  for (let i = 0; i < count; i++) wanted.add(random.pick(variants));
  return [...wanted].map((variant) => lineOf(shop, variant, random.chance(0.8) ? 1 : 2));
}

function customerFor(
  shop: Shop,
  input: OrderInput,
  at: number,
): { customer: Customer; isNew: boolean } {
  const { customers } = shop.data;
  if (input.customerId !== undefined) {
    const customer = customers.get(input.customerId);
    if (!customer) throw new StoreRefusal("no such customer", 404);
    return { customer, isNew: false };
  }
  if (input.email !== undefined) {
    for (const customer of customers.values()) {
      if (customer.email === input.email) return { customer, isNew: false };
    }
    return { customer: addCustomer(shop, at, input), isNew: true };
  }
  const random = randomOf(shop);
  if (customers.size > 0 && random.chance(0.6)) {
    let skip = random.between(0, customers.size - 1);
    for (const customer of customers.values()) {
      if (skip === 0) return { customer, isNew: false };
      skip -= 1;
    }
  }
  return { customer: addCustomer(shop, at), isNew: true };
}

function newOrder(
  shop: Shop,
  input: OrderInput,
  customer: Customer,
  lineItems: LineItem[],
  at: number,
): Order {
  const random = randomOf(shop);
  shop.lastOrderNumber += 1;
  const token = () =>
    Array.from({ length: 4 }, () => random.between(0, 0xffffff).toString(16).padStart(8, "0")).join(
      "",
    );
  const location = [...shop.data.locations.values()].find((place) => place.active);
  if (!location) throw new StoreRefusal("the store has no location");
  const address = customer.addresses[0] ?? null;
  const heavy = lineItems.some((line) => line.grams > 900);
  return {
    id: nextId(shop),
    number: shop.lastOrderNumber - 1000,
    orderNumber: shop.lastOrderNumber,
    name: `#${shop.lastOrderNumber}`,
    confirmationNumber: token().slice(0, 9).toUpperCase(),
    token: token(),
    createdAt: at,
    updatedAt: at,
    processedAt: at,
    closedAt: null,
    cancelledAt: null,
    cancelReason: null,
    financialStatus: input.paid === false ? "pending" : "paid",
    currency: shop.currency,
    customerId: customer.id,
    email: customer.email,
    phone: customer.phone,
    note: input.note ?? null,
    tags: input.tags ?? [],
    test: false,
    sourceName: "web",
    gateway: "shopify_payments",
    lineItems,
    shippingTitle: heavy ? "Standard" : "Economy",
    shippingPrice: heavy ? 990 : 490,
    shippingLineId: nextId(shop),
    taxRate: shop.taxRate,
    taxTitle: shop.taxTitle,
    discount: input.discount ?? 0,
    discountCode: input.discountCode ?? null,
    shippingAddress: address,
    billingAddress: address,
    locationId: location.id,
    fulfillments: [],
    refunds: [],
    transactions: [],
    edited: false,
  };
}
