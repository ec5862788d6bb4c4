import type { Address, Customer, Order } from "../store/model.ts";
import type { Shop } from "../store/shop.ts";
import { onSample, sampleFor, type Json } from "./samples.ts";
import { idNumber, shopTime } from "./serialise.ts";

function ownAddress(customer: Customer, address: Address): Json {
  return {
    id: idNumber(address.id),
    customer_id: idNumber(customer.id),
    first_name: address.firstName,
    last_name: address.lastName,
    company: address.company,
    address1: address.address1,
    address2: address.address2,
    city: address.city,
    province: address.province,
    country: address.country,
    zip: address.zip,
    phone: address.phone,
    name: `${address.firstName} ${address.lastName}`,
    province_code: address.provinceCode,
    country_code: address.countryCode,
    country_name: address.country,
    default: address === customer.addresses[0],
  };
}

function fieldsOf(shop: Shop, customer: Customer): Json {
  const [first] = customer.addresses;
  return {
    id: idNumber(customer.id),
    created_at: shopTime(shop.timezone, customer.createdAt),
    updated_at: shopTime(shop.timezone, customer.updatedAt),
    first_name: customer.firstName,
    last_name: customer.lastName,
    state: "disabled",
    note: customer.note,
    verified_email: customer.verifiedEmail,
    tax_exempt: customer.taxExempt,
    email: customer.email,
    phone: customer.phone,
    currency: shop.currency,
    addresses: customer.addresses.map((address) => ownAddress(customer, address)),
    admin_graphql_api_id: `gid://shopify/Customer/${customer.id}`,
    default_address: first ? ownAddress(customer, first) : null,
  };
}

/** The customer of `customers/*`. */
export function customerPayload(shop: Shop, customer: Customer): Json {
  return onSample(sampleFor("customers/update"), fieldsOf(shop, customer));
}

/** What is left to say of a customer who was deleted. */
export function customerDeletePayload(customer: Customer): Json {
  return onSample(sampleFor("customers/delete"), {
    id: idNumber(customer.id),
    admin_graphql_api_id: `gid://shopify/Customer/${customer.id}`,
  });
}

/** The customer inside an order. */
export function customerOfOrder(shop: Shop, order: Order): Json | null {
  const customer =
    order.customerId === null ? undefined : shop.data.customers.get(order.customerId);
  if (!customer) return null;
  return onSample(sampleFor("orders/create")["customer"] as Json, fieldsOf(shop, customer));
}
