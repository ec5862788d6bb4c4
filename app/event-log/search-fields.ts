import { asObject, asText, type Json, type JsonObject } from "./payload.ts";
import type { Resource } from "./resource.ts";
import type { SearchFields } from "./search-term.ts";

/**
 * What of a payload people search for: names, ids, e-mail, phone, customer, product titles and SKUs
 * of products. Line items of orders are left out: they are many, and every one costs the index.
 */
export function searchFields(resource: Resource, payload: Json | undefined): SearchFields {
  const body = asObject(payload);
  if (!body) return { ids: [resource.id] };
  // A customer's own payload is its customer; an order carries it one level down.
  const customer = resource.kind === "customer" ? body : asObject(body["customer"]);
  const isProduct = resource.kind === "product";
  return {
    names: isProduct ? [] : [resource.kind === "inventory_item" ? null : resource.name],
    ids: [...(resource.id?.split(":") ?? []), asText(body["id"]), asText(customer?.["id"])],
    emails: [asText(body["email"]), asText(body["contact_email"]), asText(customer?.["email"])],
    phones: [asText(body["phone"]), asText(customer?.["phone"])],
    people: [fullName(customer)],
    titles: isProduct ? [resource.name] : [],
    skus: isProduct ? variantSkus(body) : [asText(body["sku"])],
  };
}

function fullName(customer: JsonObject | undefined): string {
  return [asText(customer?.["first_name"]), asText(customer?.["last_name"])]
    .filter(Boolean)
    .join(" ");
}

function variantSkus(product: JsonObject): (string | undefined)[] {
  const variants = product["variants"];
  return Array.isArray(variants)
    ? variants.map((variant) => asText(asObject(variant)?.["sku"]))
    : [];
}
