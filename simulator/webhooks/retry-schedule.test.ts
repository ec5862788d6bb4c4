import { expect, it } from "vitest";
import { waitBeforeRetry } from "./retry-schedule.ts";

it("retries eight times over four hours, each wait twice the one before", () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 8].map((retry) => waitBeforeRetry(retry) ?? 0);
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeCloseTo(4 * 3_600_000);
  for (const [index, wait] of waits.entries()) {
    expect(wait).toBeCloseTo((waits[0] ?? 0) * 2 ** index);
  }
  expect(waitBeforeRetry(0)).toBeNull();
  expect(waitBeforeRetry(9)).toBeNull();
});
