import { afterAll, beforeAll, expect, it } from "vitest";
import { startTrial, TRIAL_SHOP, type Trial } from "../trial.ts";

let trial: Trial;

beforeAll(async () => {
  trial = await startTrial();
});
afterAll(() => trial.close());

it("reports what a query costs, and gives back what it did not use", async () => {
  const { body } = await trial.graphql(
    "{ orders(first: 10) { nodes { id lineItems(first: 5) { nodes { id } } } pageInfo { hasNextPage } } }",
  );
  // 2 for the connection, and for each of 10 orders: 1, and 2 + 5 for its lines.
  expect(body.extensions.cost).toEqual({
    requestedQueryCost: 82,
    actualQueryCost: 2,
    throttleStatus: {
      maximumAvailable: 2000,
      currentlyAvailable: expect.any(Number),
      restoreRate: 100,
    },
  });
  expect(body.extensions.cost.throttleStatus.currentlyAvailable).toBeGreaterThanOrEqual(1990);
});

it("refuses a query that costs over 1,000 points", async () => {
  const { body } = await trial.graphql(
    "{ orders(first: 250) { nodes { lineItems(first: 10) { nodes { id } } } } }",
  );
  expect(body.errors[0].extensions).toMatchObject({
    code: "MAX_COST_EXCEEDED",
    cost: 3252,
    maxCost: 1000,
  });
});

it("throttles at HTTP 200 when the bucket is empty, and recovers at the plan's rate", async () => {
  await trial.control("POST", "/throttle", { shop: TRIAL_SHOP, available: 0 });
  const query = "{ orders(first: 30) { nodes { id } } }";
  const { status, body } = await trial.graphql(query);
  expect(status).toBe(200);
  expect(body.data).toBeUndefined();
  expect(body.errors).toEqual([
    {
      message: "Throttled",
      extensions: { code: "THROTTLED", documentation: "https://shopify.dev/api/usage/rate-limits" },
    },
  ]);
  const { cost } = body.extensions;
  expect(cost).toMatchObject({ requestedQueryCost: 32, actualQueryCost: null });
  await expect
    .poll(async () => (await trial.graphql(query)).body.errors, { interval: 50, timeout: 5_000 })
    .toBeUndefined();
});

it("gives each plan its own rate", async () => {
  await trial.control("POST", `/shops/${TRIAL_SHOP}/update`, { plan: "plus" });
  const { body } = await trial.graphql("{ shop { name } }");
  expect(body.extensions.cost.throttleStatus).toMatchObject({
    maximumAvailable: 20000,
    restoreRate: 1000,
  });
});

it("can be told to fail", async () => {
  const query = "{ shop { name } }";
  await trial.control("POST", "/faults/api", { kind: "throttle", times: 1 });
  await trial.control("POST", "/faults/api", { kind: "down", times: 1 });
  await trial.control("POST", "/faults/api", { kind: "internal", times: 1 });
  expect((await trial.graphql(query)).body.errors[0].extensions.code).toBe("THROTTLED");
  expect((await trial.graphql(query)).status).toBe(502);
  expect((await trial.graphql(query)).body.errors[0].extensions.code).toBe("INTERNAL_SERVER_ERROR");
  await trial.control("POST", "/throttle", { shop: TRIAL_SHOP, available: 1000 });
  expect((await trial.graphql(query)).body.data.shop.name).toBe("harbour-goods");
});
