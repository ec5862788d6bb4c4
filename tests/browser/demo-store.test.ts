import { expect, test } from "vitest";
import { connectDestinations, openAppOnce } from "../../scripts/demo-store.ts";
import { runSql } from "../../bench/database.ts";
import { useEmbeddedApp } from "./embedded-app.ts";

const embedded = useEmbeddedApp("demo-store");

test("the demo installs the app and connects its destinations, once however often it runs", async () => {
  const { app, shopify, database } = embedded();
  const place = { control: shopify.simulator.url, app: app.url, store: "demo-store" };
  for (const _run of ["first", "second"]) {
    await openAppOnce(place, ["read_orders"]);
    await connectDestinations(place);
  }
  const rows = await runSql(database, "SELECT name FROM destination ORDER BY name");
  expect(rows.map(({ name }) => name)).toEqual(["ERP", "Warehouse"]);
});
