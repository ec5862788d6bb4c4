import { describe, expect, test } from "vitest";
import {
  deliveryView,
  isEmptyFilter,
  readFilter,
  timeBounds,
  writeFilter,
} from "./event-filter.ts";

const NOW = Date.UTC(2026, 10, 21, 12);

describe("the filter in the address", () => {
  test("says the same when it is read and written again", () => {
    const address =
      "q=%231042&topic=orders%2Fcreate%2Corders%2Fpaid&source=recovered&state=failed%2Cretrying" +
      "&destination=01a1fb67-1800-7000-8000-000000000001&period=24h";
    expect(writeFilter(readFilter(new URLSearchParams(address))).toString()).toBe(address);
    const span = "from=2026-11-20T10%3A00%3A00.000Z&to=2026-11-20T11%3A00%3A00.000Z";
    expect(writeFilter(readFilter(new URLSearchParams(span))).toString()).toBe(span);
  });

  test.each([
    "",
    "topic=DROP TABLE&source=nowhere&state=odd&destination=1&period=9y&from=yesterday&to=-1",
    "q=%20%20",
    "period=toString",
    "topic='",
  ])("leaves out what it does not understand: %s", (address) => {
    expect(isEmptyFilter(readFilter(new URLSearchParams(address)))).toBe(true);
  });

  test("leaves out NUL, which PostgreSQL's text cannot hold", () => {
    expect(readFilter(new URLSearchParams("q=a%00b")).text).toBe("ab");
  });

  test("a period ends now and overrides a span", () => {
    const filter = readFilter(new URLSearchParams("period=1h&from=2026-01-01"));
    expect(timeBounds(filter, NOW)).toEqual({ from: NOW - 3_600_000 });
  });

  test.each([
    ["pending", false, "waiting"],
    ["pending", true, "retrying"],
    ["dead", true, "failed"],
    ["dead", false, "failed"],
    ["delivered", false, "delivered"],
    ["filtered", false, "filtered"],
    ["cancelled", false, "cancelled"],
  ] as const)("%s with problem %s is told as %s", (state, problem, view) => {
    expect(deliveryView(state, problem)).toBe(view);
  });
});
