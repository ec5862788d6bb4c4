import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTrial, TRIAL_SHOP, type Trial } from "../trial.ts";

let trial: Trial;

beforeAll(async () => {
  trial = await startTrial();
});
afterAll(() => trial.close());

async function firstError(query: string, variables?: unknown) {
  const answer = await trial.graphql(query, variables);
  expect(answer.status).toBe(200);
  expect(answer.body.data ?? null).toBeNull();
  return answer.body.errors[0];
}

describe("a query that the schema does not know", () => {
  it("is refused for an unknown field", async () => {
    expect(await firstError("query Shop { shop { nope } }")).toEqual({
      message: "Field 'nope' doesn't exist on type 'Shop'",
      locations: [{ line: 1, column: 21 }],
      path: ["query Shop", "shop", "nope"],
      extensions: { code: "undefinedField", typeName: "Shop", fieldName: "nope" },
    });
  });

  it.each([
    [
      "{ shop(id: 1) { name } }",
      "argumentNotAccepted",
      "Field 'shop' doesn't accept argument 'id'",
    ],
    [
      "{ order { name } }",
      "missingRequiredArguments",
      "Field 'order' is missing required arguments: id",
    ],
    [
      '{ orders(first: "x") { nodes { id } } }',
      "argumentLiteralsIncompatible",
      "Argument 'first' on Field 'orders' has an invalid value (\"x\"). Expected type 'Int'.",
    ],
    [
      "{ orders(first: 1, sortKey: NOPE) { nodes { id } } }",
      "argumentLiteralsIncompatible",
      "Argument 'sortKey' on Field 'orders' has an invalid value (NOPE). Expected type 'OrderSortKeys'.",
    ],
    [
      "query Q($id: String!) { order(id: $id) { id } }",
      "variableMismatch",
      "Type mismatch on variable $id and argument id (String! / ID!)",
    ],
    [
      "query Q { order(id: $id) { id } }",
      "variableNotDefined",
      "Variable $id is used by Q but not declared",
    ],
    [
      "query Q($id: ID!) { shop { name } }",
      "variableNotUsed",
      "Variable $id is declared by Q but not used",
    ],
    [
      "{ shop }",
      "selectionMismatch",
      "Field must have selections (field 'shop' returns Shop but has no selections. Did you mean 'shop { ... }'?)",
    ],
    [
      "{ shop { ...Missing } }",
      "useAndDefineFragment",
      "Fragment Missing was used, but not defined",
    ],
    [
      'mutation { webhookSubscriptionCreate(topic: ORDERS_CREATE, webhookSubscription: { url: "x" }) { userErrors { message } } }',
      "argumentNotAccepted",
      "InputObject 'WebhookSubscriptionInput' doesn't accept argument 'url'",
    ],
  ])("%s", async (query, code, message) => {
    expect(await firstError(query)).toMatchObject({ message, extensions: { code } });
  });

  it("is refused for variables that do not fit", async () => {
    const create = `mutation Create($topic: WebhookSubscriptionTopic!, $input: WebhookSubscriptionInput!) {
      webhookSubscriptionCreate(topic: $topic, webhookSubscription: $input) { userErrors { message } }
    }`;
    expect(await firstError(create, { topic: "NOPE", input: {} })).toMatchObject({
      message: "Variable $topic of type WebhookSubscriptionTopic! was provided invalid value",
      locations: [{ line: 1, column: 17 }],
      extensions: { code: "INVALID_VARIABLE", value: "NOPE", problems: [{ path: [] }] },
    });
    expect(
      await firstError(create, { topic: "ORDERS_CREATE", input: { uri: 5, bogus: 1 } }),
    ).toMatchObject({
      extensions: {
        problems: [
          { path: ["bogus"], explanation: "Field is not defined on WebhookSubscriptionInput" },
          { path: ["uri"], explanation: "Could not coerce value 5 to String" },
        ],
      },
    });
    const one = "query One($id: ID!) { order(id: $id) { id } }";
    expect(await firstError(one, {})).toMatchObject({
      extensions: { problems: [{ path: [], explanation: "Expected value to not be null" }] },
    });
    expect(await firstError(one, { id: "x" })).toMatchObject({
      extensions: { problems: [{ path: [], explanation: "Invalid global id 'x'" }] },
    });
  });

  it("is refused for bad syntax", async () => {
    expect((await firstError("{ shop ")).message).toMatch(/^syntax error/);
  });
});

describe("a request that may not be answered", () => {
  it("is 401 for a token nobody gave out", async () => {
    expect(await trial.graphql("{ shop { name } }", {}, "shpat_wrong")).toEqual({
      status: 401,
      body: {
        errors: "[API] Invalid API key or access token (unrecognized login or wrong password)",
      },
    });
  });

  it("is 404 for a version that does not exist", async () => {
    const base = `${trial.simulator.url}/shops/${TRIAL_SHOP}/admin/api`;
    for (const version of ["2026-11", "2027-04", "latest"]) {
      const response = await fetch(`${base}/${version}/graphql.json`, {
        method: "POST",
        body: "{}",
      });
      expect(response.status).toBe(404);
    }
  });

  it("is denied without the scope, field by field", async () => {
    const answer = await trial.graphql(
      '{ shop { name } product(id: "gid://shopify/Product/1") { id } }',
    );
    expect(answer.body.errors).toBeUndefined();
    await trial.control("POST", `/shops/${TRIAL_SHOP}/scopes`, { scopes: ["read_orders"] });
    const denied = await trial.graphql(
      '{ shop { name } product(id: "gid://shopify/Product/1") { id } }',
    );
    expect(denied.body.data).toEqual({ shop: { name: "harbour-goods" }, product: null });
    expect(denied.body.errors).toEqual([
      expect.objectContaining({
        message: "Access denied for product field. Required access: `read_products` access scope.",
        path: ["product"],
        extensions: {
          code: "ACCESS_DENIED",
          documentation: "https://shopify.dev/api/usage/access-scopes",
          requiredAccess: "`read_products` access scope.",
        },
      }),
    ]);
  });

  it("is refused for pages Shopify would not give", async () => {
    expect(await firstError("{ orders { nodes { id } } }")).toMatchObject({
      message: "you must provide one of first or last",
      path: ["orders"],
      extensions: { code: "BAD_REQUEST" },
    });
    expect((await firstError("{ orders(first: 251) { nodes { id } } }")).extensions.code).toBe(
      "BAD_REQUEST",
    );
    expect((await firstError('{ orders(first: 1, after: "x") { nodes { id } } }')).message).toMatch(
      /^Invalid cursor/,
    );
  });

  it("says so when a value is not simulated", async () => {
    const nullable = await trial.graphql("{ shop { description } }");
    expect(nullable.body.data).toEqual({ shop: { description: null } });
    expect((await firstError("{ shop { features { branding } } }")).message).toBe(
      "The simulator has no value for Shop.features",
    );
  });
});
