import { describe, expect, test } from "vitest";
import type { Outcome } from "#app/destinations/destination-kind.ts";
import { createBreakerWatch, ENOUGH_ATTEMPTS, WITHIN_MS } from "./breaker.ts";

/** What the watch says after each of these outcomes, a millisecond apart. */
function watch(outcomes: readonly Outcome[], everyMs = 1): (string | undefined)[] {
  const breaker = createBreakerWatch();
  return outcomes.map((outcome, index) => breaker.note("erp", outcome, false, index * everyMs));
}
const times = (count: number, outcome: Outcome): Outcome[] => Array(count).fill(outcome);

describe("the breaker", () => {
  test.each<Outcome>(["retry", "misconfigured"])(
    "opens on many attempts that end with %s",
    (outcome) => {
      const said = watch(times(ENOUGH_ATTEMPTS, outcome));
      expect(said.indexOf("open")).toBe(ENOUGH_ATTEMPTS - 1);
    },
  );

  test("is not opened by events that are refused, however many", () => {
    expect(watch(times(100, "rejected"))).not.toContain("open");
  });

  test("is not opened by failures among many that are delivered", () => {
    const mixed = Array.from({ length: 200 }, (_, index): Outcome =>
      index % 3 === 0 ? "delivered" : "retry",
    );
    expect(watch(mixed)).not.toContain("open");
  });

  test("is not opened by failures that lie far apart", () => {
    expect(watch(times(50, "retry"), WITHIN_MS / (ENOUGH_ATTEMPTS - 2))).not.toContain("open");
  });

  test("watches each destination by itself", () => {
    const breaker = createBreakerWatch();
    for (let index = 0; index < ENOUGH_ATTEMPTS - 1; index++) {
      expect(breaker.note("erp", "retry", false, index)).toBeUndefined();
      expect(breaker.note("crm", "delivered", false, index)).toBeUndefined();
    }
    expect(breaker.note("crm", "retry", false, 50)).toBeUndefined();
    expect(breaker.note("erp", "retry", false, 50)).toBe("open");
  });

  test("goes by its one probe: back, or left alone again", () => {
    const breaker = createBreakerWatch();
    expect(breaker.note("erp", "retry", true, 0)).toBe("open");
    expect(breaker.note("erp", "misconfigured", true, 1)).toBe("open");
    // It reads what it gets: that it refuses this one event says nothing against it.
    expect(breaker.note("erp", "rejected", true, 2)).toBe("ramp");
    expect(breaker.note("erp", "delivered", true, 3)).toBe("ramp");
  });

  test("forgets quiet destinations instead of growing", () => {
    const breaker = createBreakerWatch();
    for (let index = 0; index < ENOUGH_ATTEMPTS - 1; index++)
      breaker.note("old", "retry", false, 0);
    for (let index = 0; index < 3_000; index++) breaker.note(`d${index}`, "delivered", false, 1);
    expect(breaker.note("old", "retry", false, 2)).toBeUndefined();
  });
});
