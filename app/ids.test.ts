import { expect, test } from "vitest";
import { timeOfId } from "./event-log/partition.ts";
import { newId } from "./ids.server.ts";

test("ids differ, sort in the order they were made, and hold the time", () => {
  const before = Date.now();
  const ids = Array.from({ length: 20_000 }, newId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.toSorted()).toEqual(ids);
  expect(timeOfId(ids[0] ?? "")).toBeGreaterThanOrEqual(before);
  expect(timeOfId(ids.at(-1) ?? "")).toBeLessThanOrEqual(Date.now());
  expect(ids.every((id) => /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-/.test(id))).toBe(
    true,
  );
});
