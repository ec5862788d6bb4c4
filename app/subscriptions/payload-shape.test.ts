import { describe, expect, test } from "vitest";
import type { Json } from "#app/event-log/payload.ts";
import {
  compareShapes,
  mergeShapes,
  NO_SHAPE,
  type PayloadShape,
  SAMPLES_BEFORE,
  SAMPLES_NOW,
  shapeOf,
} from "./payload-shape.ts";

const usual = {
  id: 1,
  email: "ann@example.com",
  note: null,
  customer: { id: 2, first_name: "Ann" },
  line_items: [{ id: 3, price: "1.00" }],
  refunds: [] as Json[],
};

function many(payload: Json, count: number): PayloadShape {
  return Array.from({ length: count }, () => shapeOf(payload)).reduce(mergeShapes, NO_SHAPE);
}
const before = many(usual, SAMPLES_BEFORE);
const compared = (payload: Json, count = SAMPLES_NOW) =>
  compareShapes(before, many(payload, count));

describe("the shape of payloads", () => {
  test("holds names and types, and no value", () => {
    const text = JSON.stringify(before);
    expect(before.fields["line_items[].price"]).toEqual({
      types: ["string"],
      seen: 20,
      filled: 20,
    });
    expect(text).not.toContain("ann@example.com");
    expect(text).not.toContain("Ann");
  });

  test.each([
    ["a new field", { ...usual, risk: "low" }, { added: ["risk"] }],
    [
      "a field that is gone",
      { ...usual, email: undefined } as unknown as Json,
      { missing: ["email"] },
    ],
    ["a field that is empty now", { ...usual, email: "" }, { emptied: ["email"] }],
    [
      "a list that is empty now",
      { ...usual, line_items: [] },
      { missing: ["line_items[].id", "line_items[].price"], emptied: ["line_items"] },
    ],
    [
      "an object that is null now",
      { ...usual, customer: null },
      { missing: ["customer.id", "customer.first_name"], emptied: ["customer"] },
    ],
    ["a number that became a text", { ...usual, id: "1" }, { retyped: ["id"] }],
    [
      "a field within an item",
      { ...usual, line_items: [{ id: 3, price: "1.00", tax: 1 }] },
      { added: ["line_items[].tax"] },
    ],
  ])("%s is a difference", (_what, payload, expected) => {
    const none = { added: [], missing: [], emptied: [], retyped: [] };
    const received = JSON.parse(JSON.stringify(payload)) as Json;
    expect(compared(received)).toEqual({ ...none, ...expected });
  });

  test.each([
    ["the same again", usual],
    ["what comes with the first refund", { ...usual, refunds: [{ id: 9, note: "x" }] }],
    ["a note where there was none", { ...usual, note: "Ring twice" }],
  ])("%s is none", (_what, payload) => {
    expect(compared(payload as Json)).toBeUndefined();
  });

  test("a few payloads say nothing, neither before nor now", () => {
    expect(compared({ id: "1" }, SAMPLES_NOW - 1)).toBeUndefined();
    expect(compareShapes(many(usual, SAMPLES_BEFORE - 1), many({}, 9))).toBeUndefined();
  });

  test("one payload that has the field is enough for it not to be missing", () => {
    const mixed = mergeShapes(many({ ...usual, email: null }, SAMPLES_NOW), shapeOf(usual));
    expect(compareShapes(before, mixed)).toBeUndefined();
  });
});
