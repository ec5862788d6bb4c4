/**
 * What a store holds. Plain data, so that it can be written to a file as it is.
 * Ids are decimal strings, because Shopify's may exceed 2^53; money is in
 * hundredths; times are milliseconds since 1970.
 */

export interface Address {
  id: string;
  firstName: string;
  lastName: string;
  company: string | null;
  address1: string;
  address2: string | null;
  city: string;
  province: string | null;
  provinceCode: string | null;
  country: string;
  countryCode: string;
  zip: string;
  phone: string | null;
}

export interface Customer {
  id: string;
  createdAt: number;
  updatedAt: number;
  firstName: string;
  lastName: string;
  email: string | null;
  phone: string | null;
  note: string | null;
  tags: string[];
  taxExempt: boolean;
  verifiedEmail: boolean;
  acceptsMarketing: boolean;
  addresses: Address[];
  ordersCount: number;
  totalSpent: number;
}

export interface Variant {
  id: string;
  productId: string;
  inventoryItemId: string;
  title: string;
  sku: string;
  barcode: string | null;
  price: number;
  compareAtPrice: number | null;
  position: number;
  option1: string;
  grams: number;
  createdAt: number;
  updatedAt: number;
}

export interface Product {
  id: string;
  createdAt: number;
  updatedAt: number;
  title: string;
  bodyHtml: string;
  vendor: string;
  productType: string;
  handle: string;
  tags: string[];
  status: "active" | "draft" | "archived";
  optionName: string;
  optionId: string;
  variantIds: string[];
}

export interface InventoryItem {
  id: string;
  variantId: string;
  sku: string;
  createdAt: number;
  updatedAt: number;
  cost: number | null;
  tracked: boolean;
  requiresShipping: boolean;
  countryCodeOfOrigin: string | null;
  harmonizedSystemCode: string | null;
}

export interface InventoryLevel {
  inventoryItemId: string;
  locationId: string;
  available: number;
  committed: number;
  incoming: number;
  createdAt: number;
  updatedAt: number;
}

export interface Location {
  id: string;
  name: string;
  createdAt: number;
  updatedAt: number;
  active: boolean;
  address1: string;
  city: string;
  provinceCode: string;
  province: string;
  countryCode: string;
  country: string;
  zip: string;
  phone: string | null;
}

export interface LineItem {
  id: string;
  variantId: string | null;
  productId: string | null;
  title: string;
  variantTitle: string | null;
  sku: string;
  vendor: string;
  grams: number;
  price: number;
  quantity: number;
  /** After edits, cancellations and refunds. */
  currentQuantity: number;
  fulfilledQuantity: number;
  refundedQuantity: number;
  /** Came by an edit, after the order was placed. */
  added: boolean;
}

export interface Transaction {
  id: string;
  kind: "sale" | "refund" | "void";
  status: "success" | "pending";
  gateway: string;
  amount: number;
  createdAt: number;
  parentId: string | null;
  /** The refund it belongs to. */
  refundId: string | null;
}

interface FulfillmentLine {
  id: string;
  lineItemId: string;
  quantity: number;
}

export interface Fulfillment {
  id: string;
  name: string;
  status: "success" | "cancelled";
  shipmentStatus: string | null;
  createdAt: number;
  updatedAt: number;
  locationId: string;
  trackingCompany: string | null;
  trackingNumber: string | null;
  lines: FulfillmentLine[];
}

interface RefundLine {
  id: string;
  lineItemId: string;
  quantity: number;
  restockType: "no_restock" | "cancel" | "return";
  locationId: string | null;
  subtotal: number;
  totalTax: number;
}

export interface Refund {
  id: string;
  createdAt: number;
  note: string | null;
  restock: boolean;
  lines: RefundLine[];
  transactionId: string | null;
}

type FinancialStatus = "pending" | "paid" | "partially_refunded" | "refunded" | "voided";

export interface Order {
  id: string;
  number: number;
  orderNumber: number;
  name: string;
  confirmationNumber: string;
  token: string;
  createdAt: number;
  updatedAt: number;
  processedAt: number;
  closedAt: number | null;
  cancelledAt: number | null;
  cancelReason: string | null;
  financialStatus: FinancialStatus;
  currency: string;
  customerId: string | null;
  email: string | null;
  phone: string | null;
  note: string | null;
  tags: string[];
  test: boolean;
  sourceName: string;
  gateway: string;
  lineItems: LineItem[];
  shippingTitle: string;
  shippingPrice: number;
  shippingLineId: string;
  /** Per mille, as 190 for 19 %. */
  taxRate: number;
  taxTitle: string;
  discount: number;
  discountCode: string | null;
  shippingAddress: Address | null;
  billingAddress: Address | null;
  locationId: string;
  fulfillments: Fulfillment[];
  refunds: Refund[];
  transactions: Transaction[];
  edited: boolean;
}

export interface StoreData {
  locations: Map<string, Location>;
  products: Map<string, Product>;
  variants: Map<string, Variant>;
  inventoryItems: Map<string, InventoryItem>;
  /** By `${inventoryItemId}/${locationId}`. */
  inventoryLevels: Map<string, InventoryLevel>;
  customers: Map<string, Customer>;
  orders: Map<string, Order>;
}

/** An empty store. */
export function emptyStore(): StoreData {
  return {
    locations: new Map(),
    products: new Map(),
    variants: new Map(),
    inventoryItems: new Map(),
    inventoryLevels: new Map(),
    customers: new Map(),
    orders: new Map(),
  };
}
