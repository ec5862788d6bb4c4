import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Outcome, SendFailure } from "#app/destinations/destination-kind.ts";
import { type CountedResult, judge, outcomeOfStatus, parseRetryAfter } from "./outcome.ts";

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);

function answer(status: number, headers: [string, string][] = []): CountedResult {
  return { type: "answer", status, headers, body: Buffer.alloc(0), bodyCut: false, durationMs: 5 };
}

describe("whose fault an answer is", () => {
  const table: [Outcome, number[]][] = [
    ["delivered", [200, 201, 202, 204, 299]],
    ["retry", [408, 425, 429, 500, 501, 502, 503, 504, 599, 999]],
    ["misconfigured", [300, 301, 302, 303, 307, 308, 401, 402, 403, 404, 405, 415, 451]],
    ["rejected", [400, 409, 413, 422]],
    ["gone", [410]],
  ];
  test.each(table.flatMap(([outcome, codes]) => codes.map((code) => [code, outcome] as const)))(
    "%i is %s",
    (status, outcome) => {
      expect(outcomeOfStatus(status)).toBe(outcome);
    },
  );

  test.each<[SendFailure, Outcome]>([
    ["connect_timeout", "retry"],
    ["timeout", "retry"],
    ["dns", "retry"],
    ["tls", "retry"],
    ["connection", "retry"],
    ["protocol", "retry"],
    ["internal", "retry"],
    ["blocked_address", "misconfigured"],
  ])("no answer because of %s is %s", (failure, outcome) => {
    const result: CountedResult = { type: "no_answer", failure, detail: "", durationMs: 5 };
    expect(judge(result, NOW)).toMatchObject({ outcome, error: failure, status: undefined });
  });

  test("only 2xx counts as delivered", () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 999 }), (status) => {
        return (outcomeOfStatus(status) === "delivered") === (status >= 200 && status < 300);
      }),
    );
  });
});

describe("Retry-After", () => {
  test.each([
    ["seconds", "120", 120_000],
    ["zero", "0", 0],
    ["a date", "Sat, 21 Nov 2026 12:00:30 GMT", 30_000],
    ["a date gone by", "Sat, 21 Nov 2026 11:00:00 GMT", 0],
    ["an old form of date", "Saturday, 21-Nov-26 12:00:30 GMT", 30_000],
    ["negative", "-5", undefined],
    ["a fraction", "1.5", undefined],
    ["empty", "", undefined],
    ["words", "later", undefined],
    ["more words", "try later", undefined],
  ])("as %s: %j", (_, value, milliseconds) => {
    expect(parseRetryAfter(value, NOW)).toBe(milliseconds);
  });

  test("is found in any case of its name", () => {
    expect(judge(answer(503, [["RETRY-AFTER", "7"]]), NOW).retryAfterMs).toBe(7_000);
    expect(judge(answer(503), NOW).retryAfterMs).toBeUndefined();
  });

  test("never is a time before now, whatever it says", () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const milliseconds = parseRetryAfter(value, NOW);
        return milliseconds === undefined || milliseconds >= 0;
      }),
    );
  });
});
