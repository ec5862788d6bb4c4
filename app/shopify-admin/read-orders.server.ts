import { z } from "zod";
import { type AdminCallOptions, callAdmin } from "./admin-client.server.ts";
import { type AdminOutcome, mapOk } from "./admin-outcome.ts";
import { order, type OrderNode } from "./order-shape.ts";

/** Requested points of one order in this document, by Shopify's rules for what a query asks for. */
export const ORDER_COST = 450;
/** So that a query stays below the 1,000 points that one may ask for. */
export const ORDERS_A_QUERY = 2;

const READ_ORDERS = `#graphql
  query ReadOrders($ids: [ID!]!, $withCustomer: Boolean!, $withProducts: Boolean!) {
    nodes(ids: $ids) {
      ... on Order {
        id name number app { id } clientIp customerAcceptsMarketing cancelReason cancelledAt
        cartToken checkoutToken closedAt confirmationNumber confirmed createdAt currencyCode
        presentmentCurrencyCode customerLocale dutiesIncluded email phone estimatedTaxes
        displayFinancialStatus displayFulfillmentStatus merchantBusinessEntity { id }
        merchantOfRecordApp { id } note
        customAttributes {
          key value
        }
        statusPageUrl paymentGatewayNames poNumber processedAt retailLocation { id }
        sourceIdentifier sourceName registeredSourceUrl tags taxExempt taxesIncluded test
        totalWeight updatedAt currentSubtotalLineItemsQuantity currentShippingPriceSet { ...Bag }
        currentSubtotalPriceSet { ...Bag } currentTotalAdditionalFeesSet { ...Bag }
        currentTotalDiscountsSet { ...Bag } currentTotalDutiesSet { ...Bag }
        currentTotalPriceSet { ...Bag } currentTotalTaxSet { ...Bag }
        originalTotalAdditionalFeesSet { ...Bag } originalTotalDutiesSet { ...Bag }
        subtotalPriceSet { ...Bag }
        totalCashRoundingAdjustment {
          paymentSet { ...Bag } refundSet { ...Bag }
        }
        totalDiscountsSet { ...Bag } totalOutstandingSet { ...Bag } totalPriceSet { ...Bag }
        totalShippingPriceSet { ...Bag } totalTaxSet { ...Bag } totalTipReceivedSet { ...Bag }
        discountCodes
        discountApplications(first: 5) {
          nodes {
            __typename index allocationMethod targetSelection targetType
            value {
              __typename
              ... on MoneyV2 {
                amount currencyCode
              }
              ... on PricingPercentageValue { percentage }
            }
            ... on DiscountCodeApplication { code }
            ... on ManualDiscountApplication {
              title description
            }
            ... on AutomaticDiscountApplication { title }
            ... on ScriptDiscountApplication { title }
          }
        }
        taxLines { ...Tax } billingAddress { ...Address } shippingAddress { ...Address }
        customer @include(if: $withCustomer) {
          id createdAt updatedAt firstName lastName state note verifiedEmail multipassIdentifier
          taxExempt taxExemptions
          amountSpent {
            amount currencyCode
          }
          defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber }
          defaultAddress { ...Address }
        }
        shippingLines(first: 2) {
          nodes {
            id carrierIdentifier code title phone source isRemoved originalPriceSet { ...Bag }
            discountedPriceSet { ...Bag } currentDiscountedPriceSet { ...Bag } taxLines { ...Tax }
            discountAllocations { ...Allocation }
          }
        }
        lineItems(first: 10) {
          nodes {
            id title variantTitle name sku vendor quantity currentQuantity unfulfilledQuantity
            requiresShipping taxable isGiftCard
            weight {
              unit value
            }
            customAttributes {
              key value
            }
            lineItemGroup { id } originalUnitPriceSet { ...Bag } totalDiscountSet { ...Bag }
            taxLines { ...Tax } discountAllocations { ...Allocation }
            product @include(if: $withProducts) { id }
            variant @include(if: $withProducts) {
              id inventoryItem { tracked }
            }
          }
          pageInfo {
            hasNextPage endCursor
          }
        }
        refunds(first: 20) { id }
        fulfillments(first: 20) { id }
        transactions(first: 20) { id kind status createdAt }
      }
    }
  }
  fragment Bag on MoneyBag {
    shopMoney {
      amount currencyCode
    }
    presentmentMoney {
      amount currencyCode
    }
  }
  fragment Tax on TaxLine {
    title rate channelLiable priceSet { ...Bag }
  }
  fragment Allocation on DiscountAllocation {
    allocatedAmountSet { ...Bag } discountApplication { index }
  }
  fragment Address on MailingAddress {
    id firstName lastName company address1 address2 city province provinceCode country
    countryCodeV2 zip phone name latitude longitude
  }
`;

const data = z.object({ nodes: z.array(order.nullable()) });

/** What the granted scopes let a document ask for. */
export type ReadableParts = Readonly<{ withCustomer: boolean; withProducts: boolean }>;

/**
 * Orders whole, but for the contents of their refunds and fulfilments, and lines beyond the first
 * ten. One that is gone, or cannot be seen, is left out.
 * @param ids global ids, at most `ORDERS_A_QUERY`
 */
export async function readOrders(
  shopDomain: string,
  ids: readonly string[],
  parts: ReadableParts,
  options?: AdminCallOptions,
): Promise<AdminOutcome<OrderNode[]>> {
  const document = { name: "ReadOrders", text: READ_ORDERS, data };
  return mapOk(await callAdmin(shopDomain, document, { ids, ...parts }, options), ({ nodes }) =>
    nodes.filter((node) => node !== null),
  );
}
