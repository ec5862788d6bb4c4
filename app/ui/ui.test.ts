import { describe, expect, test } from "vitest";
import {
  countOf,
  exactTime,
  formatBytes,
  formatDuration,
  formatNumber,
  formatShare,
  knownTimeZone,
  relativeTime,
} from "./format.ts";
import { axisTop, bucket, fillHours, linePath } from "./series.ts";
import { resourceText, topicTitle } from "./words.ts";

const NOW = Date.UTC(2026, 10, 21, 14, 5, 9);
const MINUTE = 60_000;

describe("numbers and times for people", () => {
  test("counts are exact", () => {
    expect(formatNumber(1_204)).toBe("1,204");
    expect(countOf(1, "event")).toBe("1 event");
    expect(countOf(0, "delivery", "deliveries")).toBe("0 deliveries");
  });

  test("a share is never rounded up to all", () => {
    expect(formatShare(1)).toBe("100%");
    expect(formatShare(0.99999)).toBe("99.9%");
    expect(formatShare(0.5)).toBe("50%");
  });

  test.each([
    [0, "0 ms"],
    [820, "820 ms"],
    [1_440, "1.4 s"],
    [3.9 * MINUTE, "3 min"],
    [26 * 60 * MINUTE, "26 h"],
    [72 * 60 * MINUTE, "3 days"],
  ])("%d ms is %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  test.each([
    [0, "just now"],
    [42_000, "42 s ago"],
    [4 * MINUTE, "4 min ago"],
    [25 * 60 * MINUTE, "1 day ago"],
    [-2 * MINUTE, "in 2 min"],
    [9 * 24 * 60 * MINUTE, "Nov 12, 2026"],
  ])("%d ms before now is %s", (ago, text) => {
    expect(relativeTime(NOW - ago, NOW, "Europe/Berlin")).toBe(text);
  });

  test("exact times stand in the shop's time zone; one nobody knows is UTC", () => {
    expect(exactTime(NOW, "Europe/Berlin")).toBe("Nov 21, 2026, 15:05:09 GMT+1");
    expect(knownTimeZone("Middle/Earth")).toBe("UTC");
    expect(knownTimeZone(null)).toBe("UTC");
    expect(knownTimeZone("America/New_York")).toBe("America/New_York");
  });

  test("sizes", () => {
    expect(formatBytes(900)).toBe("900 bytes");
    expect(formatBytes(4_403)).toBe("4.3 KB");
  });
});

describe("series", () => {
  test("hours in which nothing was counted are there, as 0", () => {
    const hour = new Date(Date.UTC(2026, 10, 21, 13));
    const counted = [{ hour, received: 3, delivered: 2, failed: 1, dead: 0 }];
    const filled = fillHours(counted, 3, NOW);
    expect(filled.map(({ received }) => received)).toEqual([0, 3, 0]);
    expect(filled.at(-1)?.at).toBe(Date.UTC(2026, 10, 21, 14));
  });

  test("neighbours add up; the last bucket may be smaller", () => {
    const points = [1, 2, 3].map((value, at) => ({ at, value }));
    expect(bucket(points, 2)).toEqual([
      { at: 0, value: 3 },
      { at: 2, value: 3 },
    ]);
  });

  test("a line spans its box and lies at the bottom when all is 0", () => {
    expect(linePath([0, 4, 2], 100, 20)).toBe("M0 20 L50 0 L100 10");
    expect(linePath([0, 0], 100, 20)).toBe("M0 20 L100 20");
    expect(linePath([], 100, 20)).toBe("");
  });

  test.each([
    [0, 4],
    [4, 4],
    [7, 8],
    [10, 10],
    [130, 150],
    [9_001, 10_000],
  ])("an axis for %d ends at %d", (most, top) => {
    expect(axisTop(most)).toBe(top);
  });
});

describe("words", () => {
  test("topics in words, also those nobody has named", () => {
    expect(topicTitle("orders/create")).toBe("Order created");
    expect(topicTitle("app/uninstalled")).toBe("App uninstalled");
    expect(topicTitle("some_new/thing_done")).toBe("Some new thing done");
  });

  const cases: [
    kind: string,
    id: string | null,
    name: string | null,
    title: string,
    url?: string,
  ][] = [
    ["order", "5123", "#1042", "Order #1042", "shopify://admin/orders/5123"],
    ["order", "5123", null, "Order 5123", "shopify://admin/orders/5123"],
    ["product", "9", "Blue mug", "Blue mug", "shopify://admin/products/9"],
    ["customer", "77", "Ada Lovelace", "Customer 77", "shopify://admin/customers/77"],
    ["inventory_level", "11:22", null, "Stock of item 11"],
    ["shop", "1", "Ada's shop", "Store"],
    ["order", "javascript:1", null, "Order javascript:1"],
    ["tax_summaries", null, null, "Tax summaries"],
  ];
  test.each(cases)(
    "a resource of kind %s",
    (resourceKind, resourceId, resourceName, title, url) => {
      expect(resourceText({ resourceKind, resourceId, resourceName })).toEqual({
        title,
        adminUrl: url,
      });
    },
  );
});
