import type { ObjectType, Property } from "./portal.ts";

/** The properties that every account has, as far as an integration with a store meets them. */
const STANDARD: Record<ObjectType, Record<string, Property["type"]>> = {
  contacts: {
    email: "string",
    firstname: "string",
    lastname: "string",
    phone: "string",
    company: "string",
    address: "string",
    city: "string",
    state: "string",
    zip: "string",
    country: "string",
    lifecyclestage: "enumeration",
  },
  orders: {
    hs_order_name: "string",
    hs_external_order_id: "string",
    hs_external_order_status: "string",
    hs_external_created_date: "datetime",
    hs_total_price: "number",
    hs_subtotal_price: "number",
    hs_tax: "number",
    hs_shipping_cost: "number",
    hs_order_discount: "number",
    hs_currency_code: "string",
    hs_payment_status: "string",
    hs_fulfillment_status: "string",
    hs_billing_address_street: "string",
    hs_billing_address_city: "string",
    hs_billing_address_state: "string",
    hs_billing_address_postal_code: "string",
    hs_billing_address_country: "string",
    hs_shipping_address_street: "string",
    hs_shipping_address_city: "string",
    hs_shipping_address_state: "string",
    hs_shipping_address_postal_code: "string",
    hs_shipping_address_country: "string",
    hs_shipping_tracking_number: "string",
    hs_tags: "string",
    hs_order_note: "string",
    hs_pipeline: "string",
    hs_pipeline_stage: "string",
  },
  deals: {
    dealname: "string",
    amount: "number",
    deal_currency_code: "string",
    closedate: "datetime",
    description: "string",
    pipeline: "string",
    dealstage: "string",
  },
  line_items: { name: "string", quantity: "number", price: "number", hs_sku: "string" },
};

const LIFECYCLE = ["subscriber", "lead", "opportunity", "customer", "other"];

export function standardProperties(type: ObjectType): Property[] {
  return Object.entries(STANDARD[type]).map(([name, kind]) => ({
    name,
    label: name,
    type: kind,
    fieldType: kind === "number" ? "number" : kind === "datetime" ? "date" : "text",
    groupName: `${type.replace(/s$/, "")}information`,
    // Only the e-mail of contacts is unique of itself; a batch may name it as `idProperty` too.
    hasUniqueValue: type === "contacts" && name === "email",
    hubspotDefined: true,
    options: kind === "enumeration" ? LIFECYCLE.map((value) => ({ label: value, value })) : [],
  }));
}
