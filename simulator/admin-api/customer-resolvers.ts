import type { Customer } from "../store/model.ts";
import { utcTime } from "../webhooks/serialise.ts";
import { byText, byTime, connection, type Listing } from "./connection.ts";
import { idOf, requireScope, type ApiContext, type Args } from "./context.ts";
import { addressNode, moneyNode } from "./money-nodes.ts";
import { orderListing } from "./order-resolvers.ts";

/** A customer as the API shows it. */
export function customerNode(context: ApiContext, customer: Customer): unknown {
  const name = `${customer.firstName} ${customer.lastName}`;
  return {
    __typename: "Customer",
    id: `gid://shopify/Customer/${customer.id}`,
    legacyResourceId: customer.id,
    firstName: customer.firstName,
    lastName: customer.lastName,
    displayName: name,
    email: customer.email,
    phone: customer.phone,
    note: customer.note,
    tags: customer.tags,
    state: "DISABLED",
    locale: "en",
    verifiedEmail: customer.verifiedEmail,
    taxExempt: customer.taxExempt,
    taxExemptions: [],
    dataSaleOptOut: false,
    canDelete: customer.ordersCount === 0,
    productSubscriberStatus: "NEVER_SUBSCRIBED",
    numberOfOrders: String(customer.ordersCount),
    amountSpent: moneyNode(customer.totalSpent, context.shop.currency),
    createdAt: utcTime(customer.createdAt),
    updatedAt: utcTime(customer.updatedAt),
    defaultAddress: addressNode(customer.addresses[0] ?? null),
    addresses: customer.addresses.map(addressNode),
    addressesV2: (args: Args) =>
      connection(context, "addressesV2", args, {
        items: customer.addresses,
        id: (address) => address.id,
        node: addressNode,
      }),
    defaultEmailAddress: customer.email && {
      emailAddress: customer.email,
      marketingState: customer.acceptsMarketing ? "SUBSCRIBED" : "NOT_SUBSCRIBED",
      openTrackingLevel: "UNKNOWN",
      validFormat: true,
    },
    defaultPhoneNumber: customer.phone && { phoneNumber: customer.phone },
    orders(args: Args) {
      requireScope(context, "orders", "read_orders");
      const items = [...context.shop.data.orders.values()].filter(
        (one) => one.customerId === customer.id,
      );
      return connection(context, "orders", args, orderListing(context, items));
    },
  };
}

function listing(context: ApiContext): Listing<Customer> {
  return {
    items: context.shop.data.customers.values(),
    id: (customer) => customer.id,
    changedAt: (customer) => customer.updatedAt,
    sortValues: {
      CREATED_AT: (customer) => Math.floor(customer.createdAt / 1000),
      UPDATED_AT: (customer) => Math.floor(customer.updatedAt / 1000),
      NAME: (customer) => `${customer.lastName}, ${customer.firstName}`,
    },
    searchable: {
      created_at: byTime((customer) => customer.createdAt),
      customer_date: byTime((customer) => customer.createdAt),
      updated_at: byTime((customer) => customer.updatedAt),
      email: byText((customer) => customer.email),
      phone: byText((customer) => customer.phone),
      first_name: byText((customer) => customer.firstName),
      last_name: byText((customer) => customer.lastName),
    },
    node: (customer) => customerNode(context, customer),
  };
}

export const customerQueries = {
  customers(context: ApiContext, args: Args) {
    requireScope(context, "customers", "read_customers");
    return connection(context, "customers", args, listing(context));
  },
  customer(context: ApiContext, args: Args) {
    requireScope(context, "customer", "read_customers");
    const customer = context.shop.data.customers.get(idOf(args["id"], "Customer"));
    return customer ? customerNode(context, customer) : null;
  },
};
