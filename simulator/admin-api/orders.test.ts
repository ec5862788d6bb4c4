import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTrial, TRIAL_SHOP, type Trial } from "../trial.ts";

let trial: Trial;
const orders = `/shops/${TRIAL_SHOP}/orders`;

beforeAll(async () => {
  trial = await startTrial();
});
afterAll(() => trial.close());

const data = async (query: string, variables?: unknown) => {
  const { body } = await trial.graphql(query, variables);
  expect(body.errors).toBeUndefined();
  return body.data;
};

describe("orders", () => {
  it("are read by updated_at, page after page, each once", async () => {
    const day = 86_400_000;
    const now = Date.now();
    const placed: string[] = [];
    for (let i = 0; i < 7; i++) {
      const { body } = await trial.control("POST", orders, { createdAt: now - (10 - i) * day });
      placed.push(body.order.name);
    }
    await trial.control("POST", orders, { createdAt: now - 70 * day });
    const since = new Date(now - 9.5 * day).toISOString();
    const query = `query Page($after: String, $query: String!) {
      orders(first: 3, after: $after, query: $query, sortKey: UPDATED_AT) {
        nodes { name updatedAt }
        pageInfo { hasNextPage endCursor }
      }
    }`;
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: {
        nodes: { name: string }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      } = (await data(query, { after, query: `updated_at:>='${since}'` })).orders;
      seen.push(...page.nodes.map((node) => node.name));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual(placed.slice(1));
    expect((await data("{ ordersCount { count } }")).ordersCount.count).toBe(7);
  });

  it("show what happened to them", async () => {
    const { order } = (
      await trial.control("POST", orders, {
        email: "ann@example.com",
        firstName: "Ann",
        lastName: "Lee",
      })
    ).body;
    await trial.control("POST", `${orders}/${order.id}/fulfil`, { trackingNumber: "1Z1" });
    await trial.control("POST", `${orders}/${order.id}/refund`, {
      lines: [{ lineItemId: order.lineItems[0].id, quantity: 1 }],
    });
    const read = await data(
      `query One($id: ID!) {
        node(id: $id) { __typename ... on Order {
          name displayFinancialStatus displayFulfillmentStatus
          customer { displayName }
          lineItems(first: 10) { nodes { currentQuantity } }
          fulfillments(first: 5) { status trackingInfo { number } fulfillmentLineItems(first: 5) { nodes { quantity } } }
          refunds(first: 5) { totalRefundedSet { shopMoney { amount currencyCode } } refundLineItems(first: 5) { nodes { quantity restockType } } }
        } }
      }`,
      { id: order.gid },
    );
    expect(read.node).toMatchObject({
      __typename: "Order",
      name: order.name,
      displayFulfillmentStatus: "FULFILLED",
      displayFinancialStatus: expect.stringMatching(/REFUNDED$/),
      customer: { displayName: "Ann Lee" },
      fulfillments: [{ status: "SUCCESS", trackingInfo: [{ number: "1Z1" }] }],
      refunds: [{ refundLineItems: { nodes: [{ quantity: 1, restockType: "RETURN" }] } }],
    });
  });

  it("warn about a search field that does not exist, and ignore it", async () => {
    const { body } = await trial.graphql(
      '{ orders(first: 1, query: "nonsense:1") { nodes { id } } }',
    );
    expect(body.data.orders.nodes.length).toBe(1);
    expect(body.extensions.search[0].warnings[0]).toMatchObject({
      field: "nonsense",
      code: "invalid_field",
    });
  });
});

describe("stock", () => {
  it("is set aside by an order, leaves with it, and comes back when it is called off", async () => {
    const { products } = (await trial.control("GET", `/shops/${TRIAL_SHOP}/products`)).body;
    const [variant] = products[0].variants;
    const level = async () => {
      const { inventoryItem } = await data(
        `query Level($id: ID!) { inventoryItem(id: $id) { inventoryLevels(first: 1) { nodes { quantities(names: ["available", "committed", "on_hand"]) { name quantity } } } } }`,
        { id: `gid://shopify/InventoryItem/${variant.inventoryItemId}` },
      );
      return inventoryItem.inventoryLevels.nodes[0].quantities.map(
        (one: { quantity: number }) => one.quantity,
      );
    };
    const [available, , onHand] = await level();
    const place = async () =>
      (await trial.control("POST", orders, { lines: [{ variantId: variant.id, quantity: 2 }] }))
        .body.order.id;
    const called = await place();
    expect(await level()).toEqual([available - 2, 2, onHand]);
    await trial.control("POST", `${orders}/${called}/cancel`, {});
    expect(await level()).toEqual([available, 0, onHand]);
    await trial.control("POST", `${orders}/${await place()}/fulfil`, {});
    expect(await level()).toEqual([available - 2, 0, onHand - 2]);
  });

  it("is read by location and updated_at", async () => {
    const since = new Date(Date.now() - 3_600_000).toISOString();
    const { body } = await trial.control("POST", `/shops/${TRIAL_SHOP}/inventory`, { delta: 3 });
    const read = await data(
      `query Changed($query: String!) { location { inventoryLevels(first: 50, query: $query) { nodes { id item { id sku } } } } }`,
      { query: `updated_at:>='${since}'` },
    );
    expect(
      read.location.inventoryLevels.nodes.map((one: { item: { id: string } }) => one.item.id),
    ).toContain(`gid://shopify/InventoryItem/${body.inventoryItemId}`);
  });
});

it("reads the shop, its scopes and its catalogue", async () => {
  const read = await data(`{
    shop { myshopifyDomain currencyCode ianaTimezone plan { publicDisplayName } }
    currentAppInstallation { accessScopes { handle } }
    products(first: 2, query: "title:gooseneck*") { nodes { title variants(first: 3) { nodes { sku price inventoryQuantity } } } }
    customers(first: 1) { nodes { displayName addressesV2(first: 1) { nodes { city } } } }
    nodes(ids: ["gid://shopify/Order/1"]) { id }
  }`);
  expect(read.shop).toEqual({
    myshopifyDomain: TRIAL_SHOP,
    currencyCode: "USD",
    ianaTimezone: "America/New_York",
    plan: { publicDisplayName: "Basic" },
  });
  expect(read.currentAppInstallation.accessScopes).toContainEqual({ handle: "read_orders" });
  expect(read.products.nodes[0].variants.nodes.length).toBe(3);
  expect(read.nodes).toEqual([null]);
});
