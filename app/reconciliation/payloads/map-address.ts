import type { AddressNode } from "#app/shopify-admin/shapes.ts";
import { idNumber, type Payload } from "./payload-format.ts";

/** An address of an order: it has no id of its own. */
export function mapOrderAddress(node: AddressNode | null): Payload | null {
  if (!node) return null;
  return {
    first_name: node.firstName,
    address1: node.address1,
    phone: node.phone,
    city: node.city,
    zip: node.zip,
    province: node.province,
    country: node.country,
    last_name: node.lastName,
    address2: node.address2,
    company: node.company,
    latitude: node.latitude,
    longitude: node.longitude,
    name: node.name,
    country_code: node.countryCodeV2,
    province_code: node.provinceCode,
  };
}

/** An address in a customer's book. @param customerId global id */
export function mapCustomerAddress(
  node: AddressNode,
  customerId: string,
  isDefault: boolean,
): Payload {
  return {
    id: idNumber(node.id),
    customer_id: idNumber(customerId),
    first_name: node.firstName,
    last_name: node.lastName,
    company: node.company,
    address1: node.address1,
    address2: node.address2,
    city: node.city,
    province: node.province,
    country: node.country,
    zip: node.zip,
    phone: node.phone,
    name: node.name,
    province_code: node.provinceCode,
    country_code: node.countryCodeV2,
    country_name: node.country,
    default: isDefault,
  };
}
