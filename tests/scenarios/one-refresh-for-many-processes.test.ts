import { beforeEach, describe, expect, test, vi } from "vitest";
import { readInstallation } from "#app/shopify-admin/read-installation.server.ts";
import { openApp, settleOpenings } from "#app/shops/open-app.server.ts";
import { useShopify } from "../setup/shopify.ts";
import { useDatabase } from "../setup/with-database.ts";

type Token = { createdAt: number; refreshedAt: number | null; revoked: boolean };

describe("the offline token", () => {
  const databaseUrl = useDatabase();
  const shopify = useShopify();
  let shop = "";

  beforeEach(async () => {
    // A used refresh token is worth nothing at once, and what is exchanged ends within the 5 minutes
    // in which it is refreshed.
    await shopify().control("POST", "/settings", { refreshGraceSeconds: 0, tokenSeconds: 200 });
    shop = await shopify().installedStore();
    await openApp(await shopify().openingOf(shop));
    await settleOpenings();
    await shopify().control("POST", "/settings", { tokenSeconds: 3_600 });
  });

  const tokens = async () =>
    (await shopify().control("GET", `/shops/${shop}/tokens`))["tokens"] as Token[];

  /** The admin client as another process would have it: own modules, own memory, own connections. */
  async function anotherProcess() {
    vi.resetModules();
    const database = await import("#app/db.server.ts");
    database.connectDatabase(databaseUrl());
    const admin = await import("#app/shopify-admin/read-installation.server.ts");
    return { read: () => admin.readInstallation(shop), end: () => database.disconnectDatabase() };
  }

  test("is refreshed once, when several processes find it near its end at the same time", async () => {
    const before = await tokens();
    const processes = [await anotherProcess(), await anotherProcess(), await anotherProcess()];
    const outcomes = await Promise.all(
      processes.flatMap(({ read }) => [read(), read(), read(), read()]),
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual(outcomes.map(() => "ok"));
    const refreshed = (await tokens()).filter(({ refreshedAt }) => refreshedAt !== null);
    expect(refreshed.length - before.filter(({ refreshedAt }) => refreshedAt !== null).length).toBe(
      1,
    );
    await Promise.all(processes.map(({ end }) => end()));
  });

  test("is used as long as it lives when a refresh cannot be had", async () => {
    await shopify().control("POST", "/faults/api", { kind: "down", target: "refresh", shop });
    expect((await readInstallation(shop)).kind).toBe("ok");
    await shopify().control("DELETE", "/faults");
  });

  test("that Shopify no longer takes is refreshed, whatever its time says", async () => {
    expect((await readInstallation(shop)).kind).toBe("ok");
    await shopify().control("POST", `/shops/${shop}/tokens/expire`);
    expect((await readInstallation(shop)).kind).toBe("ok");
  });

  test("that cannot be refreshed either is reported as refused, and asked for no more than that", async () => {
    await shopify().control("POST", `/shops/${shop}/tokens/revoke`);
    expect(await readInstallation(shop)).toMatchObject({
      kind: "refused",
      because: "token-refused",
    });
  });

  test("of a shop that never opened the app is not there", async () => {
    expect(await readInstallation("nobody.myshopify.com")).toEqual({
      kind: "refused",
      because: "no-session",
    });
  });
});
