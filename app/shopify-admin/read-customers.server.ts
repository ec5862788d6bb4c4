import { z } from "zod";
import { type AdminCallOptions, callAdmin } from "./admin-client.server.ts";
import { type AdminOutcome, mapOk } from "./admin-outcome.ts";
import { type ChangedPage, type PageRequest, pageOf } from "./changed-page.ts";
import { orderCustomer } from "./order-shape.ts";
import { address, pageInfo } from "./shapes.ts";

const READ_CHANGED_CUSTOMERS = `#graphql
  query ReadChangedCustomers($query: String!, $after: String) {
    customers(first: 250, query: $query, sortKey: UPDATED_AT, after: $after) {
      nodes { id createdAt updatedAt firstName lastName state note verifiedEmail taxExempt }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

const READ_CUSTOMERS = `#graphql
  query ReadCustomers($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on Customer {
        id createdAt updatedAt firstName lastName state note verifiedEmail multipassIdentifier
        taxExempt taxExemptions
        amountSpent { amount currencyCode }
        defaultEmailAddress { emailAddress }
        defaultPhoneNumber { phoneNumber }
        defaultAddress { ...Address }
        addressesV2(first: 20) { nodes { ...Address } }
      }
    }
  }
  fragment Address on MailingAddress {
    id firstName lastName company address1 address2 city province provinceCode country
    countryCodeV2 zip phone name latitude longitude
  }
`;

/** Requested points of one customer in the second document; and how many fit a query. */
export const CUSTOMER_COST = 28;
export const CUSTOMERS_A_QUERY = 30;

const changed = z.object({
  id: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  state: z.string(),
  note: z.string().nullable(),
  verifiedEmail: z.boolean(),
  taxExempt: z.boolean(),
});
export type ChangedCustomer = z.infer<typeof changed>;

const changedData = z.object({ customers: z.object({ nodes: z.array(changed), pageInfo }) });
const whole = orderCustomer.extend({
  addressesV2: z.object({ nodes: z.array(address.unwrap()) }),
});
const wholeData = z.object({ nodes: z.array(whole.nullable()) });
export type WholeCustomer = z.infer<typeof whole>;

/** One page of the customers that changed in a window, oldest change first. */
export async function readChangedCustomers(
  shopDomain: string,
  request: PageRequest,
  options?: AdminCallOptions,
): Promise<AdminOutcome<ChangedPage<ChangedCustomer>>> {
  const document = {
    name: "ReadChangedCustomers",
    text: READ_CHANGED_CUSTOMERS,
    data: changedData,
  };
  return mapOk(await callAdmin(shopDomain, document, request, options), ({ customers }) =>
    pageOf(customers),
  );
}

/** Customers whole, those that are gone left out. @param ids global ids, at most `CUSTOMERS_A_QUERY` */
export async function readCustomers(
  shopDomain: string,
  ids: readonly string[],
  options?: AdminCallOptions,
): Promise<AdminOutcome<WholeCustomer[]>> {
  const document = { name: "ReadCustomers", text: READ_CUSTOMERS, data: wholeData };
  return mapOk(await callAdmin(shopDomain, document, { ids }, options), ({ nodes }) =>
    nodes.filter((node) => node !== null),
  );
}
