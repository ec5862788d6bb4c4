import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CustomerFacts, joinCustomerFacts, NO_CUSTOMER_FACTS } from "./customer-facts.ts";
import { convertMoney, readMoney, writeMoney } from "./money.ts";
import { joinOrderFacts, NO_ORDER_FACTS, type OrderBase, type OrderFacts } from "./order-facts.ts";
import { orderState } from "./order-state.ts";

const version = fc.record({
  at: fc.integer({ min: 0, max: 3 }),
  progress: fc.integer({ min: 0, max: 2 }),
  triggered: fc.constantFrom("", "2026-11-01T00:00:00Z", "2026-11-01T00:00:00.5Z"),
});

const base: fc.Arbitrary<OrderBase> = version.map((made) => ({
  version: made,
  test: false,
  cancelled: false,
  // What a state says follows from its version: Shopify never says two things of one state.
  financial: `financial ${JSON.stringify(made)}`,
  fulfillment: "unfulfilled",
  total: "100.00",
  current: "100.00",
  customerTotal: "125.00",
  currency: "EUR",
  customerCurrency: "USD",
  pieces: 3,
  refundIds: [],
}));

const id = fc.constantFrom("1", "2", "3");
const orderFacts: fc.Arbitrary<OrderFacts> = fc
  .record({
    base: fc.option(base, { nil: undefined }),
    refunds: fc.dictionary(
      id,
      fc.record({
        amount: fc.constantFrom("0.00", "5.00", "10.00"),
        currency: fc.constant("EUR"),
      }),
    ),
    fulfillments: fc.dictionary(
      id,
      fc.record({
        at: fc.integer({ min: 0, max: 3 }),
        status: fc.constantFrom("pending", "success", "cancelled"),
        delivered: fc.boolean(),
        pieces: fc.constant(1),
      }),
    ),
    deleted: fc.boolean(),
  })
  .map(({ base, deleted, ...parts }) => ({
    ...parts,
    ...(base && { base }),
    ...(deleted && { deleted: true as const }),
  }));

const consent = fc.record({
  state: fc.constantFrom("subscribed", "unsubscribed", "not_subscribed", "pending"),
  at: fc.integer({ min: 0, max: 2 }),
});
const customerFacts: fc.Arbitrary<CustomerFacts> = fc
  .record({ version: fc.option(version, { nil: undefined }), email: fc.option(consent) })
  .map(({ version, email }) => ({
    ...(version && { version }),
    consent: email ? { email } : {},
  }));

describe("what is known of a record is the same whatever the order its events come in", () => {
  test("for orders, however shuffled and repeated", () => {
    fc.assert(
      fc.property(
        fc
          .array(orderFacts, { maxLength: 6 })
          .chain((all) =>
            fc.tuple(
              fc.constant(all),
              fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }),
            ),
          ),
        ([all, shuffled]) => {
          const joined = (list: readonly OrderFacts[]) =>
            list.reduce(joinOrderFacts, NO_ORDER_FACTS);
          expect(sorted(joined(shuffled))).toEqual(sorted(joined(all)));
          expect(orderState(joined(shuffled))).toEqual(orderState(joined(all)));
        },
      ),
    );
  });

  test("for customers", () => {
    fc.assert(
      fc.property(customerFacts, customerFacts, customerFacts, (a, b, c) => {
        const forth = joinCustomerFacts(joinCustomerFacts(a, b), c);
        const back = joinCustomerFacts(c, joinCustomerFacts(b, a));
        expect(back).toEqual(forth);
        expect(joinCustomerFacts(forth, a)).toEqual(forth);
        expect(joinCustomerFacts(NO_CUSTOMER_FACTS, forth)).toEqual(forth);
      }),
    );
  });
});

/** JSON with its keys in order: which event named a refund first does not matter. */
function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, one]) => [name, sorted(one)]);
}

describe("money", () => {
  test.each([
    ["12.34", "12.34"],
    ["1200", "1200.00"],
    ["0.5", "0.50"],
    ["-0.05", "-0.05"],
    ["12.345", "12.345"],
    ["9999999999999.99", "9999999999999.99"],
  ])("%s is written %s", (text, written) => {
    expect(writeMoney(readMoney(text) ?? -1n)).toBe(written);
  });

  test.each(["", "abc", "1e3", "1,000.00", "--1", "NaN", undefined])("%j is none", (text) => {
    expect(readMoney(text)).toBeUndefined();
  });

  test("sums are exact where floating point is not", () => {
    const tenth = readMoney("0.10") ?? 0n;
    const sum = Array.from({ length: 3 }, () => tenth).reduce((a, b) => a + b, 0n);
    expect(writeMoney(sum)).toBe("0.30");
  });

  test.each([
    ["10.00", "125.00", "100.00", "8.00"],
    ["0.01", "3.00", "1.00", "0.00"],
    ["0.02", "3.00", "1.00", "0.01"],
    ["5.00", "0", "100.00", "0.00"],
  ])("%s at %s to %s is %s", (amount, from, to, converted) => {
    const [a, b, c] = [amount, from, to].map((one) => readMoney(one) ?? 0n) as [
      bigint,
      bigint,
      bigint,
    ];
    expect(writeMoney(convertMoney(a, b, c))).toBe(converted);
  });
});
