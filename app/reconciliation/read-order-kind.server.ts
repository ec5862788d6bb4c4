import { type AdminOutcome, mapOk } from "#app/shopify-admin/admin-outcome.ts";
import { changedBetween } from "#app/shopify-admin/changed-page.ts";
import type { OrderNode, TransactionNode } from "#app/shopify-admin/order-shape.ts";
import {
  CHANGED_ORDERS_COST,
  CHANGED_PAGE_COST,
  type ChangedOrder,
  readChangedOrders,
} from "#app/shopify-admin/read-changed-orders.server.ts";
import { LINES_COST, readOrderLines } from "#app/shopify-admin/read-order-lines.server.ts";
import {
  FULFILLMENT_COST,
  FULFILLMENTS_A_QUERY,
  readFulfillments,
  readRefunds,
  readTransactions,
  REFUND_COST,
  REFUNDS_A_QUERY,
  TRANSACTION_COST,
  TRANSACTIONS_A_QUERY,
} from "#app/shopify-admin/read-order-parts.server.ts";
import {
  ORDER_COST,
  ORDERS_A_QUERY,
  type ReadableParts,
  readOrders,
} from "#app/shopify-admin/read-orders.server.ts";
import type { ChangedResource, WholeResource } from "./changed-resource.ts";
import { tags, time } from "./content.ts";
import { inChunks } from "./in-chunks.server.ts";
import { orderHappenings } from "./order-happenings.ts";
import { mapOrder, type WholeOrder } from "./payloads/map-order.ts";
import { lower, plainId } from "./payloads/payload-format.ts";
import { CALL_WITHIN_MS, type KindReader, type Reading } from "./reading.ts";

const TRANSACTIONS = "order_transactions/create";

export const orderReader: KindReader = {
  async page({ shop, pacer, topics }, { from, to }, after) {
    const withTransactions = topics.has(TRANSACTIONS);
    const request = { query: changedBetween(from, to), after, withTransactions };
    const cost = withTransactions ? CHANGED_ORDERS_COST : CHANGED_PAGE_COST;
    const options = { withinMs: CALL_WITHIN_MS, meter: pacer.meter(cost) };
    return mapOk(await readChangedOrders(shop.domain, request, options), ({ nodes, next }) => ({
      resources: nodes.map(toChanged),
      next,
    }));
  },

  async whole(reading, gids) {
    const { shop, pacer } = reading;
    const parts = {
      withCustomer: shop.scopes.has("read_customers"),
      withProducts: shop.scopes.has("read_products"),
    };
    return inChunks(gids, ORDERS_A_QUERY, async (ids) => {
      const options = {
        withinMs: CALL_WITHIN_MS,
        meter: pacer.meter(ORDER_COST * ids.length),
      };
      const orders = await readOrders(shop.domain, ids, parts, options);
      if (orders.kind !== "ok") return orders;
      const whole: WholeResource[] = [];
      for (const order of orders.data) {
        const completed = await complete(reading, order, parts);
        if (completed.kind !== "ok") return completed;
        whole.push(completed.data);
      }
      return { kind: "ok", data: whole };
    });
  },
};

function toChanged(order: ChangedOrder): ChangedResource {
  const status = FULFILLMENT[order.displayFulfillmentStatus];
  return {
    id: plainId(order.id) ?? order.id,
    gid: order.id,
    createdAt: Date.parse(order.createdAt),
    updatedAt: Date.parse(order.updatedAt),
    ...(order.transactionsCount && { transactions: order.transactionsCount.count }),
    facts: {
      cancelled_at: time(order.cancelledAt),
      closed_at: time(order.closedAt),
      financial_status: lower(order.displayFinancialStatus),
      ...(status !== undefined && { fulfillment_status: status }),
      note: order.note || null,
      tags: tags(order.tags),
      email: order.email || null,
      phone: order.phone || null,
    },
  };
}

/** The admin's further states are steps that webhooks do not tell apart. */
const FULFILLMENT: Readonly<Record<string, string | null>> = {
  UNFULFILLED: null,
  PARTIALLY_FULFILLED: "partial",
  FULFILLED: "fulfilled",
};

/** Reads what did not come with the order: further lines, and what its parts hold. */
async function complete(
  { shop, pacer, topics }: Reading,
  order: OrderNode,
  parts: ReadableParts,
): Promise<AdminOutcome<WholeResource>> {
  const lines = [...order.lineItems.nodes];
  const { hasNextPage, endCursor } = order.lineItems.pageInfo;
  let after = hasNextPage ? endCursor : null;
  while (after !== null) {
    const options = { withinMs: CALL_WITHIN_MS, meter: pacer.meter(LINES_COST) };
    const more = await readOrderLines(shop.domain, order.id, after, parts, options);
    if (more.kind !== "ok") return more;
    lines.push(...more.data.nodes);
    after = more.data.next ?? null;
  }
  const idsOf = (parts: readonly { id: string }[]) => parts.map(({ id }) => id);
  const metered = (cost: number) => ({ withinMs: CALL_WITHIN_MS, meter: pacer.meter(cost) });
  const refunds = await inChunks(idsOf(order.refunds), REFUNDS_A_QUERY, (ids) =>
    readRefunds(shop.domain, ids, metered(REFUND_COST * ids.length)),
  );
  if (refunds.kind !== "ok") return refunds;
  const fulfillments = await inChunks(idsOf(order.fulfillments), FULFILLMENTS_A_QUERY, (ids) =>
    readFulfillments(shop.domain, ids, metered(FULFILLMENT_COST * ids.length)),
  );
  if (fulfillments.kind !== "ok") return fulfillments;
  const paid = topics.has(TRANSACTIONS) ? idsOf(order.transactions) : [];
  const transactions = await inChunks(paid, TRANSACTIONS_A_QUERY, (ids) =>
    readTransactions(shop.domain, ids, metered(TRANSACTION_COST * ids.length)),
  );
  return mapOk(transactions, (payments) =>
    toWhole(
      {
        order: { ...order, lineItems: { ...order.lineItems, nodes: lines } },
        refunds: refunds.data,
        fulfillments: fulfillments.data,
        transactions: payments,
      },
      shop.timeZone,
    ),
  );
}

function toWhole(
  whole: WholeOrder & { transactions: readonly TransactionNode[] },
  timeZone: string,
): WholeResource {
  const { order } = whole;
  return {
    id: plainId(order.id) ?? order.id,
    gid: order.id,
    name: order.name,
    createdAt: Date.parse(order.createdAt),
    updatedAt: Date.parse(order.updatedAt),
    payload: mapOrder(whole, timeZone),
    happenings: orderHappenings(whole, timeZone),
  };
}
