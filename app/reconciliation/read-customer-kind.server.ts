import { mapOk } from "#app/shopify-admin/admin-outcome.ts";
import { changedBetween } from "#app/shopify-admin/changed-page.ts";
import { CHANGED_PAGE_COST } from "#app/shopify-admin/read-changed-orders.server.ts";
import {
  CUSTOMER_COST,
  CUSTOMERS_A_QUERY,
  readChangedCustomers,
  readCustomers,
} from "#app/shopify-admin/read-customers.server.ts";
import { inChunks } from "./in-chunks.server.ts";
import { mapCustomer } from "./payloads/map-customer.ts";
import { lower, plainId } from "./payloads/payload-format.ts";
import { CALL_WITHIN_MS, type KindReader } from "./reading.ts";

export const customerReader: KindReader = {
  async page({ shop, pacer }, { from, to }, after) {
    const options = { withinMs: CALL_WITHIN_MS, meter: pacer.meter(CHANGED_PAGE_COST) };
    const request = { query: changedBetween(from, to), after };
    return mapOk(await readChangedCustomers(shop.domain, request, options), ({ nodes, next }) => ({
      resources: nodes.map((customer) => ({
        id: plainId(customer.id) ?? customer.id,
        gid: customer.id,
        createdAt: Date.parse(customer.createdAt),
        updatedAt: Date.parse(customer.updatedAt),
        facts: {
          first_name: customer.firstName || null,
          last_name: customer.lastName || null,
          state: lower(customer.state),
          note: customer.note || null,
          verified_email: String(customer.verifiedEmail),
          tax_exempt: String(customer.taxExempt),
        },
      })),
      next,
    }));
  },

  async whole({ shop, pacer }, gids) {
    return inChunks(gids, CUSTOMERS_A_QUERY, async (ids) => {
      const meter = pacer.meter(CUSTOMER_COST * ids.length);
      const read = await readCustomers(shop.domain, ids, { withinMs: CALL_WITHIN_MS, meter });
      return mapOk(read, (customers) =>
        customers.map((customer) => ({
          id: plainId(customer.id) ?? customer.id,
          gid: customer.id,
          // A person's name is shown nowhere but in the event itself.
          name: null,
          createdAt: Date.parse(customer.createdAt),
          updatedAt: Date.parse(customer.updatedAt),
          payload: mapCustomer(
            { ...customer, addresses: customer.addressesV2.nodes },
            shop.timeZone,
          ),
          happenings: [],
        })),
      );
    });
  },
};
