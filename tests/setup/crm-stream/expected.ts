import { storeTime } from "./payloads.ts";
import {
  type Customer,
  financial,
  fulfillment,
  ordered,
  type Order,
  refunded,
  sent,
  type Store,
} from "./store.ts";

/** What a CRM must hold in the end, in plain words of our own, from the store itself. */
export type ExpectedOrder = Readonly<{
  id: string;
  name: string;
  stage: string;
  payment: string;
  fulfillment: string;
  total: string;
  refunded: string;
  net: string;
  currency: string;
  customerTotal: string;
  customerCurrency: string;
  createdAt: string;
  note: string;
  tracking: string;
  customerId: string | undefined;
  lines: readonly Readonly<{ id: string; name: string; sku: string; quantity: string }>[];
}>;

export type ExpectedCustomer = Readonly<{
  id: string;
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  city: string;
  consent: string;
}>;

const cash = (amount: number): string => (amount / 100).toFixed(2);

export function expectedOrders(store: Store): ExpectedOrder[] {
  return store.orders.filter(({ test }) => !test).map(expectedOrder);
}

function expectedOrder(order: Order): ExpectedOrder {
  return {
    id: order.id,
    name: `#${order.number}`,
    stage: stage(order),
    payment: financial(order),
    fulfillment: fulfillment(order) ?? "unfulfilled",
    total: cash(order.total),
    refunded: cash(refunded(order)),
    net: cash(Math.min(order.total - refunded(order), order.total - order.returned)),
    currency: "EUR",
    customerTotal: cash(Math.round(order.total * order.rate)),
    customerCurrency: order.currency,
    createdAt: new Date(storeTime(order.createdAt)).toISOString(),
    note: order.note,
    tracking: order.fulfillments.map(({ tracking }) => tracking).join(", "),
    customerId: survivor(order.customer)?.id,
    lines: order.lines.map(({ id, name, sku, quantity }) => ({
      id,
      name,
      sku,
      quantity: String(quantity),
    })),
  };
}

function stage(order: Order): string {
  if (order.deleted || order.cancelledAt !== undefined) return "cancelled";
  if (order.paid && refunded(order) >= order.total) return "refunded";
  if (sent(order) >= ordered(order)) {
    return order.fulfillments.every(({ shipment }) => shipment === "delivered")
      ? "delivered"
      : "shipped";
  }
  return order.paid ? "paid" : "open";
}

function survivor(customer: Customer | undefined): Customer | undefined {
  return customer?.mergedInto ? survivor(customer.mergedInto) : customer;
}

export function expectedCustomers(store: Store): ExpectedCustomer[] {
  return store.customers
    .filter(({ mergedInto }) => mergedInto === undefined)
    .map(({ id, firstName, lastName, email, phone, city, consent }) => ({
      id,
      firstName,
      lastName,
      email,
      phone,
      city,
      consent: consent?.state ?? "",
    }));
}
