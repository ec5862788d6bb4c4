import type { CustomerNode } from "#app/shopify-admin/order-shape.ts";
import type { AddressNode } from "#app/shopify-admin/shapes.ts";
import { mapCustomerAddress } from "./map-address.ts";
import { idNumber, lower, type Payload, shopTime } from "./payload-format.ts";

/** The customer inside an order. */
export function mapOrderCustomer(node: CustomerNode, timeZone: string): Payload {
  return {
    id: idNumber(node.id),
    created_at: shopTime(timeZone, node.createdAt),
    updated_at: shopTime(timeZone, node.updatedAt),
    first_name: node.firstName,
    last_name: node.lastName,
    state: lower(node.state),
    note: node.note,
    verified_email: node.verifiedEmail,
    multipass_identifier: node.multipassIdentifier,
    tax_exempt: node.taxExempt,
    email: node.defaultEmailAddress?.emailAddress ?? null,
    phone: node.defaultPhoneNumber?.phoneNumber ?? null,
    currency: node.amountSpent.currencyCode,
    tax_exemptions: node.taxExemptions,
    admin_graphql_api_id: node.id,
    default_address: node.defaultAddress
      ? mapCustomerAddress(node.defaultAddress, node.id, true)
      : null,
  };
}

/** `customers/create` and `customers/update`. */
export function mapCustomer(
  node: CustomerNode & { addresses: readonly AddressNode[] },
  timeZone: string,
): Payload {
  const { default_address, admin_graphql_api_id, tax_exemptions, ...fields } = mapOrderCustomer(
    node,
    timeZone,
  );
  return {
    ...fields,
    addresses: node.addresses.map((address) =>
      mapCustomerAddress(address, node.id, address.id === node.defaultAddress?.id),
    ),
    tax_exemptions,
    admin_graphql_api_id,
    default_address,
  };
}
