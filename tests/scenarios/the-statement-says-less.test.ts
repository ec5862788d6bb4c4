import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "#app/db.server.ts";
import type { ResourceKind } from "#app/reconciliation/resource-kinds.ts";
import { readStatement, STATEMENT_MS } from "#app/reconciliation/statement-queries.server.ts";
import { sweepShop } from "#app/reconciliation/sweep-shop.server.ts";
import { chooseTopics } from "#app/subscriptions/choose-topics.server.ts";
import { statementWords } from "#app/ui/completeness-words.ts";
import { comparedStore, type ComparedStore } from "#tests/setup/compared-store.ts";
import { useShopify } from "#tests/setup/shopify.ts";
import { useDatabase } from "#tests/setup/with-database.ts";

describe("the statement says less where less was compared", () => {
  useDatabase();
  const shopify = useShopify();
  let store: ComparedStore;
  beforeAll(async () => {
    store = await comparedStore(shopify(), "read_orders,read_products");
    await store.act("POST", "/orders", {});
    await store.sweep();
  });

  const statement = async (kind: ResourceKind) => {
    const all = await readStatement(store.shopId, Date.now() - STATEMENT_MS);
    return all.find((one) => one.kind === kind)!;
  };
  const words = async (kind: ResourceKind) => {
    const reader = { now: Date.now(), timeZone: "UTC" };
    const { claim, destinations, caveats } = statementWords(await statement(kind), reader);
    return [claim, ...destinations, ...caveats].join(" ");
  };

  test("a permission that is missing leaves nothing to be said", async () => {
    expect(await words("customer")).toContain("the permission read_customers has not been granted");
    expect(await words("inventory_level")).toContain("read_inventory");
    expect(await words("order")).toMatch(/^The one order that changed .* is here\./);
    expect(await words("order")).toContain("more than 60 days ago are not seen");
  });

  test("a sweep that fails leaves the time that is proven where it was, and says why", async () => {
    const before = await statement("order");
    await shopify().control("POST", "/faults/api", {
      kind: "status",
      status: 403,
      shop: store.domain,
    });
    await store.act("POST", "/orders", {});
    await store.sweep();
    await store.clearFaults();
    const after = await statement("order");
    if (before.state !== "compared" || after.state !== "compared") throw new Error("not compared");
    expect(after.to).toBe(before.to);
    expect(after.changed).toBe(before.changed);
    expect(await words("order")).toContain("Later changes could not be compared");
    await store.sweep();
    expect(await words("order")).not.toContain("could not be compared");
    expect(await words("order")).toMatch(/^All 2 orders/);
  });

  test("a sweep that is cut short proves nothing until it has come to its end", async () => {
    const before = await statement("order");
    await store.act("POST", "/orders", { count: 300 });
    // One page holds 250: the turn ends after the first.
    expect(await store.sweep({ turnMs: 0 })).toMatchObject({ more: true });
    expect(await statement("order")).toMatchObject({ to: "to" in before && before.to });
    const running = await prisma.sweep.findFirstOrThrow({
      where: { shopId: store.shopId, state: "running", resourceKind: "order" },
    });
    expect(running.compared).toBe(250);
    await sweepShop(store.shopId);
    const ended = await prisma.sweep.findFirstOrThrow({
      where: { shopId: store.shopId, id: running.id },
    });
    expect(ended).toMatchObject({ state: "finished", windowTo: running.windowTo });
    expect(ended.compared).toBeGreaterThanOrEqual(300);
    const after = await statement("order");
    expect("to" in after && after.to).toBe(running.windowTo.getTime());
  });

  test("topics that are not chosen are not spoken of", async () => {
    await chooseTopics(store.shopId, ["orders/create"], "42");
    await store.sweep();
    expect(await words("order")).toContain("Only creations were looked for");
    expect(await words("order")).toContain("Refunds were not looked for");
    expect(await words("product")).toContain("no topic of theirs is chosen");
  });

  test("a topic that is new makes the proof begin anew", async () => {
    const before = await statement("order");
    await chooseTopics(store.shopId, ["orders/create", "orders/updated"], "42");
    await store.act("POST", "/orders", {});
    await store.sweep({ overlapMs: 0 });
    const after = await statement("order");
    expect("from" in after && "from" in before && after.from > before.from).toBe(true);
  });
});
