import { describe, expect, test } from "vitest";
import type { Compared, KindStatement } from "#app/reconciliation/statement.ts";
import { isComplete } from "#app/reconciliation/statement.ts";
import { statementWords } from "./completeness-words.ts";

const at = (text: string) => Date.parse(`2026-11-21T${text}Z`);
const reader = { now: at("12:00:00"), timeZone: "UTC" };
const erp = {
  id: "1",
  name: "ERP",
  delivered: 1_204,
  waiting: 0,
  failed: 0,
  leftOut: 0,
  notOwed: 0,
};
const whole = {
  kind: "order",
  state: "compared",
  from: Date.parse("2026-11-16T08:00:00Z"),
  to: at("11:55:00"),
  provenAt: at("11:58:00"),
  problem: undefined,
  changed: 1_204,
  inLog: 1_204,
  recovered: 0,
  limits: [],
  destinations: [erp],
} as const satisfies KindStatement;
const said = (change: Partial<Compared> = {}) => {
  const { claim, destinations, caveats } = statementWords({ ...whole, ...change }, reader);
  return [claim, ...destinations, ...caveats];
};

describe("what the statement says in words", () => {
  test("everything, when everything was compared and is there", () => {
    expect(said()).toEqual([
      "All 1,204 orders that changed at Shopify since Nov 16, 08:00 are here.",
      "All 1,204 reached ERP.",
      "Proven up to 11:55.",
    ]);
    expect(isComplete(whole)).toBe(true);
  });

  test("less, when a comparison failed: up to when, and why not further", () => {
    const problem = { text: "Shopify refused the store's access token", at: at("11:59:00") };
    expect(said({ problem, to: at("07:00:00") })).toEqual([
      "All 1,204 orders that changed at Shopify since Nov 16, 08:00 are here.",
      "All 1,204 reached ERP.",
      "Proven up to 07:00.",
      "Later changes could not be compared (11:59): Shopify refused the store's access token.",
    ]);
    expect(isComplete({ ...whole, problem })).toBe(false);
  });

  test("nothing, when a permission or a topic is missing, or nothing was compared", () => {
    expect(
      statementWords({ kind: "customer", state: "scope_missing", scope: "read_customers" }, reader),
    ).toEqual({
      claim: "Nothing is known of customers: the permission read_customers has not been granted.",
      destinations: [],
      caveats: [],
    });
    expect(statementWords({ kind: "product", state: "not_subscribed" }, reader).claim).toBe(
      "Nothing is known of products: no topic of theirs is chosen.",
    );
    const never: KindStatement = { kind: "order", state: "not_compared", problem: undefined };
    expect(statementWords(never, reader).claim).toBe("Nothing has been proven of orders yet.");
    expect(isComplete(never)).toBe(false);
  });

  test("less, when the window is cut or a topic was not looked for", () => {
    expect(said({ limits: ["sixty_days", "refunds_not_compared"] }).slice(3)).toEqual([
      "Orders created more than 60 days ago are not seen: Shopify shows them only with the permission read_all_orders.",
      "Refunds were not looked for: their topic is not chosen.",
    ]);
    expect(said({ from: at("10:00:00") })[0]).toContain("since 10:00 are here");
  });

  test("what is missing, waiting, failed or left out, each by its number", () => {
    const destinations = [
      { ...erp, delivered: 1_190, waiting: 8, failed: 2, leftOut: 1, notOwed: 1 },
    ];
    expect(said({ inLog: 1_202, destinations }).slice(0, 2)).toEqual([
      "1,202 of 1,204 orders that changed at Shopify since Nov 16, 08:00 are here; 2 are missing.",
      "1,190 of 1,204 reached ERP: 8 waiting, 2 failed, 1 left out by its topics, 1 from before it was connected, or canceled, 2 not here yet.",
    ]);
    expect(isComplete({ ...whole, inLog: 1_202 })).toBe(false);
    expect(isComplete({ ...whole, destinations })).toBe(false);
  });

  test("one is one, and none is none", () => {
    const one = { changed: 1, inLog: 1, destinations: [{ ...erp, delivered: 1 }], recovered: 1 };
    expect(said(one)).toEqual([
      "The one order that changed at Shopify since Nov 16, 08:00 is here.",
      "It reached ERP.",
      "Proven up to 11:55.",
      "1 order of these had not been sent by Shopify and was recovered.",
    ]);
    expect(said({ changed: 0, inLog: 0 })[0]).toBe(
      "No order has changed at Shopify since Nov 16, 08:00.",
    );
  });
});
