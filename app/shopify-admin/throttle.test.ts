import { describe, expect, test } from "vitest";
import { retryAfterWait, throttledWait, unreachableWait } from "./throttle.ts";

const bucket = { maximumAvailable: 2_000, currentlyAvailable: 40, restoreRate: 100 };

describe("waiting for Shopify's limits", () => {
  test.each([
    ["what is short is restored at the reported rate", 90, bucket, 0, 500],
    ["later tries leave more room", 90, bucket, 2, 1_000],
    ["a query that fits waits the shortest time", 10, bucket, 0, 100],
    ["a query above the whole bucket waits until it is full", 9_999, bucket, 0, 19_600],
    ["without a status the wait doubles", undefined, undefined, 2, 4_000],
    ["a rate of nothing is no status", 90, { ...bucket, restoreRate: 0 }, 0, 1_000],
  ])("%s", (_name, cost, status, tries, expected) => {
    expect(throttledWait(cost, status, tries)).toBe(expected);
  });

  test.each([
    ["seconds, not milliseconds", "2.0", 2_000],
    ["whole seconds", "4", 4_000],
    ["missing", null, 700],
    ["empty", "", 700],
    ["words", "soon", 700],
    ["negative", "-3", 700],
    ["absurd", "1e9", 60_000],
    ["nothing at all", "0", 100],
  ])("Retry-After: %s", (_name, header, expected) => {
    expect(retryAfterWait(header, 700)).toBe(expected);
  });

  test("no answer is tried again after half a second, then one, then two", () => {
    expect([0, 1, 2].map(unreachableWait)).toEqual([500, 1_000, 2_000]);
  });
});
