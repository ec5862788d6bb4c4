import type { FieldValues } from "./change.ts";
import type { CustomerFacts } from "./customer-facts.ts";
import type { OrderState } from "./order-state.ts";

/** The records of a CRM that are written to, whatever it calls them. */
export const CRM_OBJECTS = ["customer", "order", "line"] as const;
export type CrmObject = (typeof CRM_OBJECTS)[number];

export type FieldType = "text" | "money" | "number" | "time" | "stage";

/** Everything Shopify's events say, by our own names, that a merchant may map to a CRM's field. */
export const FIELDS: Readonly<
  Record<CrmObject, Readonly<Record<string, Readonly<{ label: string; type: FieldType }>>>>
> = {
  customer: {
    shopifyId: { label: "Shopify customer id", type: "text" },
    firstName: { label: "First name", type: "text" },
    lastName: { label: "Last name", type: "text" },
    email: { label: "E-mail", type: "text" },
    phone: { label: "Phone", type: "text" },
    company: { label: "Company", type: "text" },
    addressStreet: { label: "Street", type: "text" },
    addressCity: { label: "City", type: "text" },
    addressRegion: { label: "State or province", type: "text" },
    addressPostalCode: { label: "Postal code", type: "text" },
    addressCountry: { label: "Country", type: "text" },
    tags: { label: "Tags", type: "text" },
    note: { label: "Note", type: "text" },
    accountState: { label: "Account state", type: "text" },
    emailConsent: { label: "E-mail marketing consent", type: "text" },
    smsConsent: { label: "SMS marketing consent", type: "text" },
  },
  order: {
    shopifyId: { label: "Shopify order id", type: "text" },
    name: { label: "Order name", type: "text" },
    createdAt: { label: "Placed at", type: "time" },
    stage: { label: "Stage", type: "stage" },
    payment: { label: "Payment status", type: "text" },
    fulfillment: { label: "Fulfilment status", type: "text" },
    net: { label: "Total less refunds", type: "money" },
    total: { label: "Total as ordered", type: "money" },
    refunded: { label: "Refunded", type: "money" },
    currency: { label: "Currency of the shop", type: "text" },
    customerTotal: { label: "Total in the customer’s currency", type: "money" },
    customerRefunded: { label: "Refunded in the customer’s currency", type: "money" },
    customerCurrency: { label: "Currency of the customer", type: "text" },
    subtotal: { label: "Subtotal", type: "money" },
    tax: { label: "Tax", type: "money" },
    shipping: { label: "Shipping", type: "money" },
    discount: { label: "Discount", type: "money" },
    discountCodes: { label: "Discount codes", type: "text" },
    cancelReason: { label: "Reason of cancellation", type: "text" },
    trackingNumber: { label: "Tracking number", type: "text" },
    note: { label: "Note", type: "text" },
    tags: { label: "Tags", type: "text" },
    source: { label: "Sales channel", type: "text" },
    email: { label: "E-mail", type: "text" },
    phone: { label: "Phone", type: "text" },
    billingStreet: { label: "Billing street", type: "text" },
    billingCity: { label: "Billing city", type: "text" },
    billingRegion: { label: "Billing state or province", type: "text" },
    billingPostalCode: { label: "Billing postal code", type: "text" },
    billingCountry: { label: "Billing country", type: "text" },
    shippingStreet: { label: "Shipping street", type: "text" },
    shippingCity: { label: "Shipping city", type: "text" },
    shippingRegion: { label: "Shipping state or province", type: "text" },
    shippingPostalCode: { label: "Shipping postal code", type: "text" },
    shippingCountry: { label: "Shipping country", type: "text" },
  },
  line: {
    name: { label: "Product", type: "text" },
    sku: { label: "SKU", type: "text" },
    quantity: { label: "Quantity", type: "number" },
    price: { label: "Price", type: "money" },
    vendor: { label: "Vendor", type: "text" },
  },
};

/** The fields of an order that follow from everything known of it, not from one event alone. */
export function stateValues(state: OrderState): FieldValues {
  return { ...state };
}

/** The consents that `known` gives, where they have a value. */
export function consentValues({ consent }: CustomerFacts): FieldValues {
  return {
    ...(consent.email && { emailConsent: consent.email.state }),
    ...(consent.sms && { smsConsent: consent.sms.state }),
  };
}
