import type { Customer } from "../store/model.ts";
import { nextId, type Plan, type Shop } from "../store/shop.ts";
import { onSample, sampleFor, type Json } from "./samples.ts";
import { idNumber, offsetMinutes, shopTime } from "./serialise.ts";

const PLANS: Record<Plan, [string, string]> = {
  standard: ["basic", "Basic"],
  advanced: ["unlimited", "Advanced"],
  plus: ["shopify_plus", "Shopify Plus"],
  enterprise: ["enterprise", "Commerce Components"],
};

/** The shop of `app/uninstalled` and `shop/update`. */
export function shopPayload(shop: Shop, now: number): Json {
  const offset = offsetMinutes(shop.timezone, now);
  const sign = offset < 0 ? "-" : "+";
  const two = (n: number) => String(Math.floor(Math.abs(n))).padStart(2, "0");
  const [location] = shop.data.locations.values();
  const [planName, planDisplayName] = PLANS[shop.plan];
  return onSample(sampleFor("shop/update"), {
    id: idNumber(shop.id),
    name: shop.name,
    email: shop.email,
    domain: shop.domain,
    province: shop.province,
    country: shop.countryCode,
    address1: shop.address1,
    zip: shop.zip,
    city: shop.city,
    phone: shop.phone,
    created_at: shopTime(shop.timezone, shop.createdAt),
    updated_at: shopTime(shop.timezone, shop.updatedAt),
    country_code: shop.countryCode,
    country_name: shop.country,
    currency: shop.currency,
    customer_email: shop.email,
    timezone: `(GMT${sign}${two(offset / 60)}:${two(offset % 60)}) ${shop.timezone}`,
    iana_timezone: shop.timezone,
    shop_owner: shop.owner,
    province_code: shop.provinceCode,
    taxes_included: false,
    plan_display_name: planDisplayName,
    plan_name: planName,
    myshopify_domain: shop.domain,
    primary_location_id: location ? idNumber(location.id) : null,
    enabled_presentment_currencies: [shop.currency],
  });
}

/** The change of `app/scopes_update`. */
export function scopesPayload(
  shop: Shop,
  previous: string[],
  current: string[],
  now: number,
): Json {
  return onSample(sampleFor("app/scopes_update"), {
    id: idNumber(nextId(shop)),
    shop_id: `gid://shopify/Shop/${shop.id}`,
    previous,
    current,
    updated_at: new Date(now).toISOString(),
  });
}

/** The compliance payloads: a customer's data asked for, a customer or the shop to forget. */
export function compliancePayload(shop: Shop, topic: string, customer: Customer | null): Json {
  const own: Json = { shop_id: idNumber(shop.id), shop_domain: shop.domain };
  if (customer) {
    const orders = [...shop.data.orders.values()]
      .filter((order) => order.customerId === customer.id)
      .map((order) => idNumber(order.id));
    own["customer"] = { id: idNumber(customer.id), email: customer.email, phone: customer.phone };
    own["orders_requested"] = orders;
    own["orders_to_redact"] = orders;
    own["data_request"] = { id: idNumber(nextId(shop)) };
  }
  return onSample(sampleFor(topic), own);
}
