import type { Mapping, MappingRow } from "../crm/mapping.ts";
import type { OrderStage } from "../crm/order-state.ts";

/** What an order becomes in HubSpot: its own object for orders, or a deal. */
export type OrderObject = "orders" | "deals";

/** Our own properties. The key has unique values: it is what every write finds its record by. */
export const KEY_PROPERTY = "rollcall_key";
/** As of when a contact's state is: which of two has an e-mail address that moved. */
export const STATE_PROPERTY = "rollcall_state_at";
export const OWN_PROPERTIES = {
  contacts: {
    [STATE_PROPERTY]: "datetime",
    rollcall_email_consent: "string",
    rollcall_sms_consent: "string",
  },
  orders: {
    rollcall_ordered_total: "number",
    rollcall_refunded: "number",
    rollcall_customer_total: "number",
    rollcall_customer_currency: "string",
  },
} as const;

const rows = (pairs: Readonly<Record<string, string>>): MappingRow[] =>
  Object.entries(pairs).map(([field, to]) => ({ field, to, owner: "shopify" }));

const CONTACTS = rows({
  firstName: "firstname",
  lastName: "lastname",
  email: "email",
  phone: "phone",
  company: "company",
  addressStreet: "address",
  addressCity: "city",
  addressRegion: "state",
  addressPostalCode: "zip",
  addressCountry: "country",
  emailConsent: "rollcall_email_consent",
  smsConsent: "rollcall_sms_consent",
});

const LINES = rows({ name: "name", sku: "hs_sku", quantity: "quantity", price: "price" });

const MONEY = {
  total: "rollcall_ordered_total",
  refunded: "rollcall_refunded",
  customerTotal: "rollcall_customer_total",
  customerCurrency: "rollcall_customer_currency",
};

const ORDERS = rows({
  name: "hs_order_name",
  shopifyId: "hs_external_order_id",
  stage: "hs_external_order_status",
  createdAt: "hs_external_created_date",
  net: "hs_total_price",
  ...MONEY,
  subtotal: "hs_subtotal_price",
  tax: "hs_tax",
  shipping: "hs_shipping_cost",
  currency: "hs_currency_code",
  payment: "hs_payment_status",
  fulfillment: "hs_fulfillment_status",
  billingStreet: "hs_billing_address_street",
  billingCity: "hs_billing_address_city",
  billingRegion: "hs_billing_address_state",
  billingPostalCode: "hs_billing_address_postal_code",
  billingCountry: "hs_billing_address_country",
  shippingStreet: "hs_shipping_address_street",
  shippingCity: "hs_shipping_address_city",
  shippingRegion: "hs_shipping_address_state",
  shippingPostalCode: "hs_shipping_address_postal_code",
  shippingCountry: "hs_shipping_address_country",
  trackingNumber: "hs_shipping_tracking_number",
  tags: "hs_tags",
  note: "hs_order_note",
});

const DEALS = rows({
  name: "dealname",
  net: "amount",
  currency: "deal_currency_code",
  createdAt: "closedate",
  note: "description",
  ...MONEY,
});

/** What a new connection starts with; the merchant changes it as needed. */
export function defaultMapping(orderObject: OrderObject): Mapping {
  return { customer: CONTACTS, order: orderObject === "orders" ? ORDERS : DEALS, line: LINES };
}

/** Properties that are set by themselves: the key, the pipeline and its stage. */
export const RESERVED = [
  KEY_PROPERTY,
  STATE_PROPERTY,
  "hs_pipeline",
  "hs_pipeline_stage",
  "pipeline",
  "dealstage",
];

/** The pipeline and its stages, by the ids that HubSpot gives them. */
export type Stages = Readonly<{ pipeline: string; of: Readonly<Record<OrderStage, string>> }>;

/**
 * The stages of HubSpot's own order pipeline and of its sales pipeline, which have the same ids in
 * every account. An order that was paid back whole does not stay “Processed”, nor a deal “won”.
 */
export function defaultStages(orderObject: OrderObject): Stages {
  if (orderObject === "deals") {
    const won = "closedwon";
    return {
      pipeline: "default",
      of: {
        open: "contractsent",
        paid: won,
        shipped: won,
        delivered: won,
        refunded: "closedlost",
        cancelled: "closedlost",
      },
    };
  }
  const cancelled = "3c85a297-e9ce-400b-b42e-9f16853d69d6";
  return {
    pipeline: "14a2e10e-5471-408a-906e-c51f3b04369e",
    of: {
      open: "4b27b500-f031-4927-9811-68a0b525cbae",
      paid: "937ea84d-0a4f-4dcf-9028-3f9c2aafbf03",
      shipped: "aa99e8d0-c1d5-4071-b915-d240bbb1aed9",
      delivered: "3725360f-519b-4b18-a593-494d60a29c9f",
      refunded: cancelled,
      cancelled,
    },
  };
}
