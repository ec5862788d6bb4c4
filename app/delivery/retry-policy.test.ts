import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AttemptFacts,
  baseDelayMs,
  decide,
  LONGEST_DELAY_MS,
  LONGEST_RETRY_AFTER_MS,
} from "./retry-policy.ts";

const HOUR = 3_600_000;
const failed: AttemptFacts = {
  outcome: "retry",
  attempts: 1,
  ageMs: 0,
  maxAgeMs: 72 * HOUR,
  retryAfterMs: undefined,
};

describe("the time of the next attempt", () => {
  test.each([
    [1, 1_000],
    [2, 2_000],
    [3, 4_000],
    [4, 8_000],
    [8, 128_000],
    [9, 256_000],
    [10, 300_000],
    [11, 300_000],
    [5_000, 300_000],
  ])("after attempt %i its base is %i ms", (attempts, base) => {
    expect(baseDelayMs(attempts)).toBe(base);
    expect(decide({ ...failed, attempts }, 0)).toEqual({ next: "retry", delayMs: base });
  });

  test("full jitter comes on top of the base: from once to twice its length", () => {
    expect(decide({ ...failed, attempts: 4 }, 0.5)).toEqual({ next: "retry", delayMs: 12_000 });
    expect(decide({ ...failed, attempts: 4 }, 0.999_999)).toEqual({
      next: "retry",
      delayMs: 16_000,
    });
  });

  test.each([
    ["as asked", 30_000, 30_000],
    ["nothing asked", undefined, 1_000],
    ["less than the base", 10, 1_000],
    ["zero", 0, 1_000],
    ["negative", -5_000, 1_000],
    ["absurd", Number.POSITIVE_INFINITY, LONGEST_RETRY_AFTER_MS],
  ])("Retry-After is honoured within bounds: %s", (_, retryAfterMs, delayMs) => {
    expect(decide({ ...failed, retryAfterMs }, 0)).toEqual({ next: "retry", delayMs });
  });

  test("is never before the base, whatever is asked, drawn and counted", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.option(fc.double({ noNaN: true }), { nil: undefined }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.integer({ min: 0, max: 80 * HOUR }),
        (attempts, retryAfterMs, random, ageMs) => {
          const decision = decide({ ...failed, attempts, retryAfterMs, ageMs }, random);
          if (ageMs >= failed.maxAgeMs) return decision.next === "dead";
          if (decision.next !== "retry") return false;
          const longest = Math.max(LONGEST_DELAY_MS, LONGEST_RETRY_AFTER_MS) + LONGEST_DELAY_MS;
          return decision.delayMs >= baseDelayMs(attempts) && decision.delayMs <= longest;
        },
      ),
    );
  });
});

describe("a delivery is given up", () => {
  test("at its maximum age, and not before", () => {
    expect(decide({ ...failed, ageMs: 72 * HOUR - 1 }, 0).next).toBe("retry");
    expect(decide({ ...failed, ageMs: 72 * HOUR }, 0)).toEqual({
      next: "dead",
      reason: "too_old",
    });
  });

  test("with a last try at the maximum age itself", () => {
    const facts = { ...failed, attempts: 20, ageMs: 72 * HOUR - 400_000 };
    expect(decide(facts, 0.9)).toEqual({ next: "retry", delayMs: 400_000 });
  });

  test("after five tries when the destination refuses the event itself", () => {
    const rejected = { ...failed, outcome: "rejected" } as const;
    expect(decide({ ...rejected, attempts: 4 }, 0).next).toBe("retry");
    expect(decide({ ...rejected, attempts: 5 }, 0)).toEqual({ next: "dead", reason: "rejected" });
  });

  test.each(["misconfigured", "retry", "gone"] as const)(
    "never for the number of its tries when the fault is the destination's: %s",
    (outcome) => {
      expect(decide({ ...failed, outcome, attempts: 900 }, 0).next).toBe("retry");
    },
  );

  test("an outage of 71 hours ends in a delivery, not in a dead letter", () => {
    let facts = failed;
    while (facts.ageMs < 71 * HOUR) {
      const decision = decide(facts, 0.5);
      if (decision.next !== "retry") throw new Error("given up");
      facts = {
        ...facts,
        attempts: facts.attempts + 1,
        ageMs: facts.ageMs + decision.delayMs + 20_000,
      };
    }
    expect(decide({ ...facts, outcome: "delivered" }, 0)).toEqual({ next: "delivered" });
  });
});
