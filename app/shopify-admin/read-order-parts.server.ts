import { z } from "zod";
import { type AdminCallOptions, callAdmin } from "./admin-client.server.ts";
import { type AdminOutcome, mapOk } from "./admin-outcome.ts";
import {
  fulfillment,
  type FulfillmentNode,
  refund,
  type RefundNode,
  transaction,
  type TransactionNode,
} from "./order-shape.ts";

/** Requested points of one part, by Shopify's rules for what a query asks for; and how many fit. */
export const REFUND_COST = 480;
export const REFUNDS_A_QUERY = 2;
export const FULFILLMENT_COST = 225;
export const FULFILLMENTS_A_QUERY = 4;
export const TRANSACTION_COST = 14;
export const TRANSACTIONS_A_QUERY = 50;

const READ_REFUNDS = `#graphql
  query ReadRefunds($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on Refund {
        id createdAt processedAt note order { id } return { id }
        duties { amountSet { ...Bag } }
        refundLineItems(first: 25) {
          nodes {
            id quantity restockType restocked location { id } subtotalSet { ...Bag }
            totalTaxSet { ...Bag } lineItem { id }
          }
          pageInfo { hasNextPage endCursor }
        }
        refundShippingLines(first: 3) {
          nodes { id subtotalAmountSet { ...Bag } taxAmountSet { ...Bag } }
        }
        orderAdjustments(first: 3) {
          nodes { id reason amountSet { ...Bag } taxAmountSet { ...Bag } }
        }
        transactions(first: 5) {
          nodes {
            id kind status gateway test createdAt processedAt errorCode paymentId
            manualPaymentGateway amountSet { ...Bag } amountRoundingSet { ...Bag }
            totalUnsettledSet { ...Bag } parentTransaction { id } order { id }
          }
        }
      }
    }
  }
  fragment Bag on MoneyBag {
    shopMoney { amount currencyCode }
    presentmentMoney { amount currencyCode }
  }
`;

const READ_FULFILLMENTS = `#graphql
  query ReadFulfillments($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on Fulfillment {
        id name status displayStatus createdAt updatedAt order { id } service { handle }
        location { id }
        originAddress { address1 address2 city countryCode provinceCode zip }
        trackingInfo(first: 10) { company number url }
        fulfillmentLineItems(first: 100) {
          nodes { quantity lineItem { id } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
`;

const READ_TRANSACTIONS = `#graphql
  query ReadTransactions($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on OrderTransaction {
        id kind status gateway test createdAt processedAt errorCode paymentId
        manualPaymentGateway amountSet { ...Bag } amountRoundingSet { ...Bag }
        totalUnsettledSet { ...Bag } parentTransaction { id } order { id }
      }
    }
  }
  fragment Bag on MoneyBag {
    shopMoney { amount currencyCode }
    presentmentMoney { amount currencyCode }
  }
`;

const refunds = z.object({ nodes: z.array(refund.nullable()) });
const fulfillments = z.object({ nodes: z.array(fulfillment.nullable()) });
const transactions = z.object({ nodes: z.array(transaction.nullable()) });

/** Refunds by their global ids, at most `REFUNDS_A_QUERY`; those that are gone are left out. */
export async function readRefunds(
  shopDomain: string,
  ids: readonly string[],
  options?: AdminCallOptions,
): Promise<AdminOutcome<RefundNode[]>> {
  const document = { name: "ReadRefunds", text: READ_REFUNDS, data: refunds };
  return mapOk(await callAdmin(shopDomain, document, { ids }, options), present);
}

/** Fulfilments by their global ids, at most `FULFILLMENTS_A_QUERY`; those that are gone are left out. */
export async function readFulfillments(
  shopDomain: string,
  ids: readonly string[],
  options?: AdminCallOptions,
): Promise<AdminOutcome<FulfillmentNode[]>> {
  const document = { name: "ReadFulfillments", text: READ_FULFILLMENTS, data: fulfillments };
  return mapOk(await callAdmin(shopDomain, document, { ids }, options), present);
}

/** Transactions by their global ids, at most `TRANSACTIONS_A_QUERY`; those that are gone are left out. */
export async function readTransactions(
  shopDomain: string,
  ids: readonly string[],
  options?: AdminCallOptions,
): Promise<AdminOutcome<TransactionNode[]>> {
  const document = { name: "ReadTransactions", text: READ_TRANSACTIONS, data: transactions };
  return mapOk(await callAdmin(shopDomain, document, { ids }, options), present);
}

function present<T>({ nodes }: { nodes: (T | null)[] }): T[] {
  return nodes.filter((node) => node !== null);
}
