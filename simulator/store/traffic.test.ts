import { afterAll, beforeAll, expect, it } from "vitest";
import { startTrial, TRIAL_SHOP, type Trial } from "../trial.ts";

let trial: Trial;
const traffic = `/shops/${TRIAL_SHOP}/traffic`;
const ordersNow = async () =>
  (await trial.control("GET", `/shops/${TRIAL_SHOP}`)).body.counts.orders as number;

beforeAll(async () => {
  trial = await startTrial({ keepOrders: 50 });
});
afterAll(() => trial.close());

it("keeps a store busy with every kind of thing until it is stopped", async () => {
  const topics = [
    "ORDERS_CREATE",
    "FULFILLMENTS_CREATE",
    "REFUNDS_CREATE",
    "INVENTORY_LEVELS_UPDATE",
    "PRODUCTS_UPDATE",
    "CUSTOMERS_UPDATE",
  ];
  for (const topic of topics) await trial.subscribe(topic);
  const { body } = await trial.control("POST", traffic, {
    ordersPerMinute: 3_000,
    refundsPerMinute: 2_000,
  });
  expect(body.rates).toMatchObject({
    ordersPerMinute: 3_000,
    refundsPerMinute: 2_000,
    stockChangesPerMinute: 900,
  });
  const seen = () => new Set(trial.received.map((one) => one.headers["x-shopify-topic"]));
  await expect.poll(() => seen().size, { timeout: 20_000 }).toBe(topics.length);
  await trial.control("DELETE", traffic);
  expect((await trial.control("GET", traffic)).body.rates).toBeNull();
  await expect.poll(async () => (await trial.control("GET", "/webhooks")).body.unfinished).toBe(0);
  const { body: last } = await trial.control("GET", `/shops/${TRIAL_SHOP}/orders?limit=1`);
  expect(last.orders[0].name).toMatch(/^#\d{4}$/);
});

it("keeps no more orders than it is told to", async () => {
  await trial.control("POST", `/shops/${TRIAL_SHOP}/orders`, { count: 60 });
  expect(await ordersNow()).toBe(50);
});

it("refuses what a store cannot do", async () => {
  const place = async (more = {}) =>
    (await trial.control("POST", `/shops/${TRIAL_SHOP}/orders`, more)).body.order.id as string;
  const act = async (order: string, action: string, body = {}) =>
    (await trial.control("POST", `/shops/${TRIAL_SHOP}/orders/${order}/${action}`, body)).status;
  const order = await place();
  expect(await act(order, "pay")).toBe(422);
  expect(await act(order, "fulfil")).toBe(200);
  expect(await act(order, "fulfil")).toBe(422);
  expect(await act(order, "cancel")).toBe(422);
  const unpaid = await place({ paid: false });
  expect(await act(unpaid, "refund")).toBe(422);
  expect(await act(unpaid, "cancel")).toBe(200);
  expect(await act("9", "pay")).toBe(404);
  expect((await trial.control("POST", "/shops", { domain: "nonsense" })).status).toBe(422);
  expect((await trial.control("GET", "/shops/nobody")).status).toBe(404);
});
