import { describe, expect, test } from "vitest";
import { silentTopics, type TopicHours } from "./silent-topics.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const HOUR = 3_600_000;
/** `count` an hour, from `from` hours ago until `to` hours ago. */
const steady = (count: number, from: number, to: number): TopicHours[] =>
  Array.from({ length: from - to }, (_, index) => ({
    hour: new Date(NOW - (from - index) * HOUR),
    count,
  }));
const topicsOf = (received: Record<string, TopicHours[]>) =>
  silentTopics(new Map(Object.entries(received)), NOW).map(({ topic }) => topic);

describe("a topic is silent", () => {
  test("when its events stop and the store's others go on", () => {
    const received = { "orders/create": steady(5, 160, 8), "products/update": steady(5, 160, 0) };
    expect(topicsOf(received)).toEqual(["orders/create"]);
  });

  test.each([
    [
      "the whole store is silent",
      { "orders/create": steady(5, 160, 8), "products/update": steady(5, 160, 8) },
    ],
    [
      "it is night, a few hours",
      { "orders/create": steady(5, 160, 4), "products/update": steady(5, 160, 0) },
    ],
    [
      "it is rare anyway",
      { "orders/delete": steady(1, 160, 120), "products/update": steady(5, 160, 0) },
    ],
    ["it never had any", { "orders/delete": [], "products/update": steady(5, 160, 0) }],
  ])("not when %s", (_when, received) => expect(topicsOf(received)).toEqual([]));
});
