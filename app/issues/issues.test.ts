import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { prisma } from "#app/db.server.ts";
import { newId } from "#app/ids.server.ts";
import { parseRunbook } from "#app/ui/runbook.ts";
import { seedDestination, seedEvent, seedShop } from "#tests/setup/seed-log.ts";
import { useDatabase } from "#tests/setup/with-database.ts";
import { CAUSES, causeOf } from "./cause.ts";
import { type Finding, mergeFindings } from "./finding.ts";
import { findIssue, listIssues } from "./issue-queries.server.ts";
import { acknowledgeIssue } from "./issue-store.server.ts";
import { shopsWithTrouble } from "./issue-system-queries.server.ts";
import { updateIssues } from "./update-issues.server.ts";

useDatabase();

const MINUTE = 60_000;

type Failing = Readonly<{
  status?: number | null;
  outcome?: string;
  error?: string;
  dead?: boolean;
  topic?: string;
  id?: number;
  ago?: number;
}>;

const SCOPES = [
  "read_orders",
  "read_products",
  "read_customers",
  "read_inventory",
  "read_fulfillments",
];

/** A store with one destination, and a way to make deliveries there fail. */
async function failingStore() {
  const shop = await seedShop();
  const { shopId } = shop;
  await prisma.shop.update({ where: { id: shopId }, data: { grantedScopes: SCOPES } });
  const destinationId = await seedDestination(shopId, "ERP");
  const fail = async (how: Failing) => {
    const { status = 503, outcome = "retry", error, dead = false, topic = "orders/create" } = how;
    const at = Date.now() - (how.ago ?? 10 * MINUTE);
    const eventId = await seedEvent(shop, { topic, payload: { id: how.id ?? 1 }, at });
    const deliveryId = newId();
    const [event] = await prisma.event.findMany({ where: { shopId, id: eventId } });
    await prisma.delivery.create({
      data: {
        shopId,
        id: deliveryId,
        eventId,
        destinationId,
        laneKey: `${event?.resourceKind}/${event?.resourceId}`,
        topic,
        state: dead ? "dead" : "pending",
        attempts: 1,
        firstAttemptAt: new Date(at),
        lastOutcome: outcome,
        lastStatus: status,
        problem: true,
      },
    });
    if (error) {
      await prisma.attempt.create({
        data: {
          shopId,
          id: newId(),
          deliveryId,
          destinationId,
          number: 1,
          startedAt: new Date(at),
          durationMs: 10,
          outcome,
          status: null,
          error,
        },
      });
    }
    return { eventId, deliveryId };
  };
  const mend = () =>
    prisma.delivery.updateMany({ where: { shopId }, data: { problem: false, state: "delivered" } });
  return { shopId, destinationId, fail, mend, open: () => listIssues(shopId, "unresolved") };
}

describe("issues", () => {
  test("group failures by destination and cause, and count the orders", async () => {
    const { shopId, destinationId, fail, open } = await failingStore();
    await fail({ status: 401, outcome: "misconfigured", id: 1 });
    await fail({ status: 403, outcome: "misconfigured", id: 1, topic: "orders/updated" });
    await fail({ status: 401, outcome: "misconfigured", id: 2, dead: true });
    await fail({ status: 422, outcome: "rejected", topic: "products/update", id: 7 });
    await fail({ status: null, error: "tls", id: 3 });
    await updateIssues(shopId);
    const issues = await open();
    expect(
      issues.map(({ cause, severity, count, orders, failed }) => [
        cause,
        severity,
        count,
        orders,
        failed,
      ]),
    ).toEqual([
      // The same order twice over two statuses is counted in each of them.
      ["access-refused", "critical", 3, 3, 1],
      ["certificate", "critical", 1, 1, 0],
      ["rejected", "important", 1, 0, 0],
    ]);
    expect(issues.every(({ destination }) => destination?.id === destinationId)).toBe(true);
    expect(await shopsWithTrouble()).toContain(shopId);
  });

  test("a fault that often passes is told of after two minutes, or when something failed for good", async () => {
    const { shopId, fail, open } = await failingStore();
    await fail({ status: 503, ago: MINUTE });
    await updateIssues(shopId);
    expect(await open()).toEqual([]);
    await updateIssues(shopId, new Date(Date.now() + 2 * MINUTE));
    expect((await open()).map(({ cause }) => cause)).toEqual(["server-fault"]);
    // What is open is not closed because what fails by now is younger.
    await updateIssues(shopId);
    expect(await open()).toHaveLength(1);

    const other = await failingStore();
    await other.fail({ status: 503, ago: 0, dead: true });
    await updateIssues(other.shopId);
    expect((await other.open()).map(({ cause }) => cause)).toEqual(["server-fault"]);
  });

  test("open once, stay acknowledged, resolve by themselves, reopen as the same one", async () => {
    const { shopId, fail, mend, open } = await failingStore();
    await fail({ status: 404, outcome: "misconfigured" });
    // Two looks at once open one.
    await Promise.all([updateIssues(shopId), updateIssues(shopId), updateIssues(shopId)]);
    const [issue] = await open();
    const id = issue!.id;
    expect(await acknowledgeIssue(shopId, id, "staff-1")).toBe(true);
    expect(await acknowledgeIssue(shopId, id, "staff-2")).toBe(false);
    await fail({ status: 404, outcome: "misconfigured", id: 2 });
    await updateIssues(shopId);
    expect(await findIssue(shopId, id)).toMatchObject({ state: "acknowledged", count: 2 });

    await mend();
    await updateIssues(shopId);
    await updateIssues(shopId);
    expect(await findIssue(shopId, id)).toMatchObject({ state: "resolved", count: 2 });
    expect(await shopsWithTrouble()).not.toContain(shopId);

    await fail({ status: 404, outcome: "misconfigured", id: 3 });
    await updateIssues(shopId);
    const reopened = await findIssue(shopId, id);
    expect(reopened).toMatchObject({ state: "reopened", acknowledgedAt: null, resolvedAt: null });
    expect(reopened!.transitions.map(({ kind, actor }) => [kind, actor])).toEqual([
      ["reopened", "rollcall"],
      ["resolved", "rollcall"],
      ["acknowledged", "staff-1"],
      ["opened", "rollcall"],
    ]);
  });

  test("what a later replay took over, or went to a deleted destination, is no issue", async () => {
    const { shopId, destinationId, fail, open } = await failingStore();
    const { eventId, deliveryId } = await fail({ status: 422, outcome: "rejected", dead: true });
    await prisma.delivery.create({
      data: {
        shopId,
        id: newId(),
        eventId,
        destinationId,
        laneKey: "order/1",
        topic: "orders/create",
        state: "delivered",
        replayOf: deliveryId,
      },
    });
    await updateIssues(shopId);
    expect(await open()).toEqual([]);

    await fail({ status: 422, outcome: "rejected", dead: true, id: 2 });
    await updateIssues(shopId);
    expect(await open()).toHaveLength(1);
    await prisma.destination.updateMany({ where: { shopId }, data: { state: "deleted" } });
    await updateIssues(shopId);
    expect(await open()).toEqual([]);
  });

  test("tell of topics that Shopify sends nothing for, and of permissions", async () => {
    const { shopId, open } = await failingStore();
    const row = { shopId, topic: "orders/create", uri: "https://app.example.com/webhooks" };
    await prisma.subscription.create({ data: { ...row, state: "missing" } });
    await updateIssues(shopId);
    expect(await open()).toMatchObject([
      { cause: "subscription-missing", severity: "critical", count: 1, detail: "orders/create" },
    ]);
    await prisma.subscription.updateMany({ where: { shopId }, data: { state: "registered" } });
    const grantedScopes = SCOPES.filter((scope) => scope !== "read_customers");
    await prisma.shop.update({ where: { id: shopId }, data: { grantedScopes } });
    await updateIssues(shopId);
    const [issue, ...others] = await open();
    expect(others).toEqual([]);
    expect(issue).toMatchObject({ cause: "permission-missing", severity: "minor" });
    expect(issue!.detail).toMatch(/^(?:customers\/\w+(?:, )?)+$/);
  });

  test("are of one shop alone", async () => {
    const one = await failingStore();
    const other = await failingStore();
    await one.fail({ status: 401, outcome: "misconfigured" });
    await updateIssues(one.shopId);
    await updateIssues(other.shopId);
    const [issue] = await one.open();
    expect(await other.open()).toEqual([]);
    expect(await findIssue(other.shopId, issue!.id)).toBeUndefined();
    expect(await acknowledgeIssue(other.shopId, issue!.id, "intruder")).toBe(false);
  });
});

test("every way to fail has a cause, and every cause a whole runbook", () => {
  fc.assert(
    fc.property(
      fc.option(fc.integer({ min: 200, max: 599 })),
      fc.constantFrom("retry", "misconfigured", "rejected", "gone", null),
      fc.option(fc.constantFrom("timeout", "dns", "tls", "blocked_address", "VALIDATION_ERROR")),
      (status, outcome, error) => {
        expect(CAUSES).toContain(causeOf({ status, outcome, error }));
      },
    ),
  );
  const files = readdirSync("docs/runbooks").sort();
  expect(files).toEqual(CAUSES.map((cause) => `${cause}.md`).sort());
  for (const file of files) {
    const { title, sections } = parseRunbook(readFileSync(`docs/runbooks/${file}`, "utf8"));
    expect(title, file).not.toBe("");
    expect(
      sections.map(({ heading }) => heading),
      file,
    ).toEqual(["What happened", "Who is affected", "What to do", "What to tell others"]);
    for (const { heading, paragraphs, steps } of sections) {
      const isSteps = heading === "What to do";
      expect(isSteps ? steps.length : paragraphs.length, `${file}: ${heading}`).toBeGreaterThan(0);
    }
  }
});

test("merging loses nothing, in whatever order", () => {
  const finding = fc.record({
    destinationId: fc.constantFrom("a", "b"),
    cause: fc.constantFrom("rejected", "gone"),
    severity: fc.constantFrom("critical", "important"),
    count: fc.nat(100),
    orders: fc.nat(100),
    failed: fc.nat(100),
    since: fc.date({ noInvalidDate: true }),
    sampleEventId: fc.constant(undefined),
    detail: fc.constant(undefined),
    lasting: fc.boolean(),
  }) as fc.Arbitrary<Finding>;
  fc.assert(
    fc.property(fc.array(finding), (findings) => {
      const merged = mergeFindings(findings);
      const total = (list: readonly Finding[]) => list.reduce((sum, { count }) => sum + count, 0);
      expect(total(merged)).toBe(total(findings));
      const key = ({ destinationId, cause, severity, since }: Finding) =>
        `${destinationId} ${cause} ${severity} ${since.getTime()}`;
      const backwards = mergeFindings(findings.toReversed());
      expect(backwards.map(key).sort()).toEqual(merged.map(key).sort());
    }),
  );
});
