import { describe, expect, test } from "vitest";
import { type Health, judgeHealth } from "./verdict.ts";

const NOW = Date.UTC(2026, 10, 21, 14);
const FINE: Health["destinations"][number] = {
  id: "d1",
  name: "ERP",
  state: "active",
  waiting: 0,
  oldest: undefined,
  retrying: 0,
  failed: 0,
};
const health = (more: Partial<Health>): Health => ({
  now: NOW,
  subscriptions: { missing: 0, scopeMissing: 0 },
  destinations: [FINE],
  received: 1_204,
  compared: undefined,
  ...more,
});
const erp = (more: Partial<typeof FINE>) => health({ destinations: [{ ...FINE, ...more }] });

describe("the verdict on the first page", () => {
  test("is good only as far as is known, and says what is not", () => {
    const verdict = judgeHealth(health({}));
    expect(verdict.tone).toBe("success");
    expect(verdict.title).toBe("Everything received has been delivered");
    expect(verdict.text).toContain("not proven");
  });

  test("does not call delivered what is on its way", () => {
    const verdict = judgeHealth(erp({ waiting: 3, oldest: NOW - 2_000 }));
    expect(verdict.tone).toBe("success");
    expect(verdict.title).toContain("3 deliveries to go");
  });

  test("lets an issue speak for its destination, and leads to what to do", () => {
    const issue = {
      id: "i1",
      text: "ERP refuses access: 312 orders",
      grave: true,
      destinationId: "d1",
      cause: "access-refused",
    };
    const failing = erp({ waiting: 3, retrying: 3, failed: 1, oldest: NOW - 600_000 });
    const { tone, things } = judgeHealth({ ...failing, issues: [issue] });
    expect(tone).toBe("critical");
    expect(things).toEqual([
      {
        text: "ERP refuses access: 312 orders.",
        action: "See what to do",
        url: "/app/issues/i1",
        grave: true,
      },
    ]);
    const missing = health({ subscriptions: { missing: 1, scopeMissing: 0 } });
    const told = { ...issue, destinationId: undefined, cause: "subscription-missing" };
    expect(judgeHealth({ ...missing, issues: [told] }).things).toHaveLength(1);
  });

  const cases: [string, Health, tone: string, text: RegExp, url: string][] = [
    [
      "a subscription is gone",
      health({ subscriptions: { missing: 2, scopeMissing: 0 } }),
      "critical",
      /2 topics/,
      "/app/subscriptions",
    ],
    [
      "a permission is missing",
      health({ subscriptions: { missing: 0, scopeMissing: 1 } }),
      "warning",
      /1 topic needs/,
      "/app/subscriptions",
    ],
    [
      "dead letters",
      erp({ failed: 1 }),
      "critical",
      /ERP: 1 delivery failed/,
      "/app/events?destination=d1&state=failed",
    ],
    [
      "a disabled destination",
      erp({ state: "disabled" }),
      "critical",
      /disabled/,
      "/app/destinations/d1",
    ],
    [
      "a paused one with a backlog",
      erp({ state: "paused", waiting: 12, oldest: NOW - 9e6 }),
      "warning",
      /12 deliveries waiting/,
      "/app/destinations/d1",
    ],
    [
      "failing tries",
      erp({ waiting: 312, retrying: 312, oldest: NOW - 3_600_000 }),
      "warning",
      /312 deliveries are being tried again, the oldest for 1 h/,
      "/app/destinations/d1",
    ],
    [
      "silence of a slow worker",
      erp({ waiting: 4, oldest: NOW - 600_000 }),
      "warning",
      /late: the oldest waits for 10 min/,
      "/app/destinations/d1",
    ],
  ];
  test.each(cases)("needs attention: %s", (_what, state, tone, text, url) => {
    const verdict = judgeHealth(state);
    expect(verdict).toMatchObject({ tone, title: "Needs attention: 1 thing" });
    expect(verdict.things[0]).toMatchObject({ text: expect.stringMatching(text) as string, url });
  });

  test("one destination is one thing, whatever is wrong with it", () => {
    const verdict = judgeHealth(
      erp({ failed: 8, retrying: 16, waiting: 24, oldest: NOW - 43_800 }),
    );
    expect(verdict.things.map(({ text }) => text)).toEqual([
      "ERP: 8 deliveries failed for good; 16 deliveries are being tried again, the oldest for 43 s.",
    ]);
  });

  test("a paused destination that is owed nothing is nobody's worry", () => {
    expect(judgeHealth(erp({ state: "paused" })).tone).toBe("success");
  });

  test("the gravest thing comes first", () => {
    const verdict = judgeHealth({
      ...health({ subscriptions: { missing: 0, scopeMissing: 1 } }),
      destinations: [{ ...FINE, failed: 3 }],
    });
    expect(verdict.title).toBe("Needs attention: 2 things");
    expect(verdict.things.map(({ grave }) => grave)).toEqual([true, false]);
  });

  test("a new shop is told what comes next", () => {
    expect(judgeHealth(health({ destinations: [], received: 9 })).title).toContain(
      "go nowhere yet",
    );
    expect(judgeHealth(health({ received: 0 })).title).toBe("Ready for the first event");
  });
});
