import { z } from "zod";
import { type AdminCallOptions, callAdmin } from "./admin-client.server.ts";
import { type AdminOutcome, mapOk } from "./admin-outcome.ts";
import { type ChangedPage, type PageRequest, pageOf } from "./changed-page.ts";
import { pageInfo } from "./shapes.ts";

/** Requested points of one page: scalars cost nothing, so that each order costs one. */
export const CHANGED_PAGE_COST = 252;
/** With the number of each order's transactions. */
export const CHANGED_ORDERS_COST = 502;

const READ_CHANGED_ORDERS = `#graphql
  query ReadChangedOrders($query: String!, $after: String, $withTransactions: Boolean!) {
    orders(first: 250, query: $query, sortKey: UPDATED_AT, after: $after) {
      nodes {
        id name createdAt updatedAt cancelledAt closedAt displayFinancialStatus
        displayFulfillmentStatus currentSubtotalLineItemsQuantity note tags email phone
        transactionsCount @include(if: $withTransactions) { count }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

const data = z.object({
  orders: z.object({
    nodes: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        createdAt: z.string(),
        updatedAt: z.string(),
        cancelledAt: z.string().nullable(),
        closedAt: z.string().nullable(),
        displayFinancialStatus: z.string().nullable(),
        displayFulfillmentStatus: z.string(),
        currentSubtotalLineItemsQuantity: z.number(),
        note: z.string().nullable(),
        tags: z.array(z.string()),
        email: z.string().nullable(),
        phone: z.string().nullable(),
        transactionsCount: z.object({ count: z.number() }).nullish(),
      }),
    ),
    pageInfo,
  }),
});

export type ChangedOrder = z.infer<typeof data>["orders"]["nodes"][number];

/** One page of the orders that changed in a window, oldest change first, with what is free to ask. */
export async function readChangedOrders(
  shopDomain: string,
  request: PageRequest & Readonly<{ withTransactions: boolean }>,
  options?: AdminCallOptions,
): Promise<AdminOutcome<ChangedPage<ChangedOrder>>> {
  const document = { name: "ReadChangedOrders", text: READ_CHANGED_ORDERS, data };
  return mapOk(await callAdmin(shopDomain, document, request, options), ({ orders }) =>
    pageOf(orders),
  );
}
