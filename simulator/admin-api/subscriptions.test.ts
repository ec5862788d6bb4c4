import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTrial, TRIAL_SHOP, type Trial } from "../trial.ts";
import { adminTopics } from "./schema.ts";

let trial: Trial;

beforeAll(async () => {
  trial = await startTrial({ resolve: { "https://app.example": "http://127.0.0.1:1" } });
});
afterAll(() => trial.close());

const errorsOf = async (topic: string, more: Record<string, unknown>) =>
  (await trial.subscribe(topic, more)).body.data.webhookSubscriptionCreate.userErrors;
const address = (message: string) => ({ field: ["webhookSubscription", "callbackUrl"], message });

describe("topics", () => {
  it("take names and scopes from the schema's descriptions", () => {
    const { byEnum, byName } = adminTopics();
    expect(byEnum.get("ORDERS_CREATE")).toMatchObject({ name: "orders/create" });
    expect(byEnum.get("ORDERS_CREATE")?.scopes).toContain("read_orders");
    expect(byName.get("inventory_levels/update")).toMatchObject({
      enumName: "INVENTORY_LEVELS_UPDATE",
      scopes: ["read_inventory"],
    });
    expect(byName.get("shop/update")?.scopes).toEqual([]);
    expect(byName.size).toBe(byEnum.size);
  });
});

describe("webhookSubscriptionCreate", () => {
  it("makes a subscription and refuses the same again", async () => {
    const made = (await trial.subscribe("ORDERS_CREATE")).body.data.webhookSubscriptionCreate;
    expect(made).toEqual({
      webhookSubscription: {
        id: expect.stringMatching(/^gid:\/\/shopify\/WebhookSubscription\/\d+$/),
        topic: "ORDERS_CREATE",
        uri: `${trial.appUrl}/webhooks`,
        name: null,
        filter: null,
        includeFields: [],
        apiVersion: { handle: "2026-10" },
      },
      userErrors: [],
    });
    expect(await errorsOf("ORDERS_CREATE", {})).toEqual([
      address("Address for this topic has already been taken"),
    ]);
    expect(await errorsOf("ORDERS_CREATE", { filter: "total_price:>=10" })).toEqual([]);
  });

  it.each([
    [{ uri: "http://elsewhere.example/x" }, "Address protocol http:// is not supported"],
    [{ uri: "https://localhost/x" }, "Address cannot be a Shopify or an internal domain"],
    [{ uri: "https://x.myshopify.com/" }, "Address cannot be a Shopify or an internal domain"],
    [{ uri: "" }, "Address can't be blank"],
    [{ uri: "nowhere" }, "Address is invalid"],
  ])("refuses %j", async (input, message) => {
    expect(await errorsOf("ORDERS_UPDATED", input)).toContainEqual(address(message));
  });

  it("takes public addresses, Pub/Sub and EventBridge", async () => {
    for (const uri of [
      "https://app.example/webhooks",
      "https://elsewhere.example/webhooks",
      "pubsub://my-project:my-topic",
      "arn:aws:events:us-east-1::event-source/aws.partner/shopify.com/1/source",
    ]) {
      expect(await errorsOf("ORDERS_UPDATED", { uri })).toEqual([]);
    }
  });

  it("refuses bad names, taken names and bad filters", async () => {
    expect(await errorsOf("ORDERS_PAID", { name: "main" })).toEqual([]);
    expect(await errorsOf("ORDERS_EDITED", { name: "MAIN" })).toEqual([
      {
        field: ["webhookSubscription", "name"],
        message: "Name already exists, no duplicate allowed",
      },
    ]);
    expect((await errorsOf("ORDERS_EDITED", { name: "a b" }))[0].message).toMatch(/alphanumeric/);
    expect((await errorsOf("ORDERS_EDITED", { name: "x".repeat(51) }))[0].message).toMatch(
      /maximum is 50/,
    );
    expect((await errorsOf("ORDERS_EDITED", { filter: "((" }))[0].message).toMatch(
      /filter is invalid/,
    );
    expect(await errorsOf("ORDERS_EDITED", { filter: "no_such_field:1" })).toEqual([]);
  });

  it("refuses a topic whose scope is not granted", async () => {
    const [error] = await errorsOf("RETURNS_APPROVE", {});
    expect(error.message).toMatch(
      /permission to create or update webhooks with returns\/approve topic/,
    );
  });
});

describe("reading and changing", () => {
  it("lists by page, topic and address, and counts", async () => {
    const all = (
      await trial.graphql(
        "{ webhookSubscriptionsCount { count precision } webhookSubscriptions(first: 100) { nodes { id } } }",
      )
    ).body.data;
    expect(all.webhookSubscriptionsCount).toEqual({
      count: all.webhookSubscriptions.nodes.length,
      precision: "EXACT",
    });
    const ids: string[] = [];
    let after: string | null = null;
    do {
      const { body } = await trial.graphql(
        "query Page($after: String) { webhookSubscriptions(first: 2, after: $after) { edges { cursor node { id } } pageInfo { hasNextPage endCursor } } }",
        { after },
      );
      const page: {
        edges: { node: { id: string } }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      } = body.data.webhookSubscriptions;
      ids.push(...page.edges.map((edge) => edge.node.id));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(ids).toEqual(all.webhookSubscriptions.nodes.map((node: { id: string }) => node.id));
    const paid = await trial.graphql(
      "{ webhookSubscriptions(first: 5, topics: [ORDERS_PAID]) { nodes { topic endpoint { __typename ... on WebhookHttpEndpoint { callbackUrl } } } } }",
    );
    expect(paid.body.data.webhookSubscriptions.nodes).toEqual([
      {
        topic: "ORDERS_PAID",
        endpoint: { __typename: "WebhookHttpEndpoint", callbackUrl: `${trial.appUrl}/webhooks` },
      },
    ]);
  });

  it("updates and deletes", async () => {
    const { id } = (await trial.subscribe("PRODUCTS_UPDATE")).body.data.webhookSubscriptionCreate
      .webhookSubscription;
    const update =
      "mutation Update($id: ID!, $input: WebhookSubscriptionInput!) { webhookSubscriptionUpdate(id: $id, webhookSubscription: $input) { webhookSubscription { uri filter includeFields } userErrors { field message } } }";
    const updated = await trial.graphql(update, {
      id,
      input: { includeFields: ["id"], filter: "vendor:Acme" },
    });
    expect(updated.body.data.webhookSubscriptionUpdate.webhookSubscription).toEqual({
      uri: `${trial.appUrl}/webhooks`,
      filter: "vendor:Acme",
      includeFields: ["id"],
    });
    const remove =
      "mutation Delete($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { field message } } }";
    expect((await trial.graphql(remove, { id })).body.data.webhookSubscriptionDelete).toEqual({
      deletedWebhookSubscriptionId: id,
      userErrors: [],
    });
    expect((await trial.graphql(remove, { id })).body.data.webhookSubscriptionDelete).toEqual({
      deletedWebhookSubscriptionId: null,
      userErrors: [{ field: ["id"], message: "Webhook subscription does not exist" }],
    });
  });

  it("goes with an uninstall, and does not come back with a reinstall", async () => {
    await trial.control("POST", `/shops/${TRIAL_SHOP}/uninstall`);
    await trial.control("POST", `/shops/${TRIAL_SHOP}/install`, { scopes: ["read_orders"] });
    const token = (await trial.exchange()).body.access_token;
    const { body } = await trial.graphql("{ webhookSubscriptionsCount { count } }", {}, token);
    expect(body.data.webhookSubscriptionsCount.count).toBe(0);
  });
});
