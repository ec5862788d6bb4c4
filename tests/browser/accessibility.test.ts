import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "vitest";
import { connectDatabase, disconnectDatabase } from "#app/db.server.ts";
import { updateIssues } from "#app/issues/update-issues.server.ts";
import { findOrNoteShop } from "#app/shop-directory-store.server.ts";
import { appFrame, installApp, openAdmin } from "./admin-page.ts";
import { useEmbeddedApp } from "./embedded-app.ts";

const STORE = { storeHandle: "birch" };
const embedded = useEmbeddedApp(STORE.storeHandle);

const WIDTHS = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
/** A fault that may pass becomes an issue within this time. */
const FAULT_LASTS_MS = 180_000;
const PAGES = [
  "/app",
  "/app/issues",
  "/app/issues?state=resolved",
  "/app/events",
  "/app/events?q=nothing-like-this",
  "/app/destinations",
  "/app/destinations/new",
  "/app/completeness",
  "/app/subscriptions",
  "/app/subscriptions/topics",
  "/app/api-tokens",
  "/app/activity",
  "/app/settings",
  "/app/settings/alert",
  "/app/shopify-api",
  "/app/personal-data",
];

test("no page has a violation or scrolls sideways, empty or with events, wide or on a phone", async () => {
  const { page, control, shopify, database } = embedded();
  await installApp(page, STORE);
  await appFrame(page).getByRole("heading", { level: 1 }).waitFor();

  const check = async (path: string, state: string) => {
    await openAdmin(page, { ...STORE, path: `/apps/rollcall${path}` });
    await appFrame(page).getByRole("heading", { level: 1 }).first().waitFor();
    const { violations } = await new AxeBuilder({ page }).include(["#app-frame", "body"]).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`);
    expect(found, `${path}, ${state}`).toEqual([]);
    const tooWide = await appFrame(page)
      .locator("html")
      .evaluate((root) => root.scrollWidth - root.clientWidth);
    expect(tooWide, `${path}, ${state} scrolls sideways`).toBeLessThanOrEqual(0);
  };
  const checkAll = async (paths: readonly string[], state: string) => {
    for (const viewport of WIDTHS) {
      await page.setViewportSize(viewport);
      for (const path of paths) await check(path, `${state}, ${viewport.width} px`);
    }
  };

  await checkAll(PAGES, "empty");

  const address = `${shopify.simulator.url}/destinations/erp`;
  await openAdmin(page, { ...STORE, path: "/apps/rollcall/app/destinations/new" });
  await appFrame(page).getByRole("textbox", { name: "Name" }).fill("ERP");
  await appFrame(page).getByRole("textbox", { name: "Address" }).fill(address);
  await page
    .getByRole("region", { name: "Unsaved changes" })
    .getByRole("button", { name: "Save" })
    .click();
  await appFrame(page).getByRole("link", { name: "I have saved the secret" }).click();
  await page.waitForURL(/destinations\/[0-9a-f-]{36}/);
  const destination = new URL(page.url()).pathname.replace(/^.*\/apps\/rollcall/, "");
  await control("POST", "/destinations/erp/script", {
    steps: [{ status: 200, times: 3 }],
    default: { status: 503, body: "maintenance" },
  });
  for (let order = 0; order < 4; order++) await control("POST", "/shops/birch/orders", {});
  await openAdmin(page, { ...STORE, path: "/apps/rollcall/app/events" });
  await appFrame(page).getByRole("link", { name: "Order created" }).first().click();
  await page.waitForURL(/events\/[0-9a-f-]{36}/);
  const event = new URL(page.url()).pathname.replace(/^.*\/apps\/rollcall/, "");
  // The schedule's turn would come within a minute.
  connectDatabase(database);
  const { shopId } = await findOrNoteShop("birch.myshopify.com");
  await updateIssues(shopId, new Date(Date.now() + FAULT_LASTS_MS));
  await disconnectDatabase();
  await openAdmin(page, { ...STORE, path: "/apps/rollcall/app/issues" });
  await appFrame(page).getByRole("link", { name: "ERP has a fault of its own" }).click();
  await page.waitForURL(/issues\/[0-9a-f-]{36}/);
  const issue = new URL(page.url()).pathname.replace(/^.*\/apps\/rollcall/, "");
  const { customers } = await control("GET", "/shops/birch/customers");
  const [customer] = customers as { id: string }[];
  const asked = { topic: "customers/data_request", customerId: customer!.id };
  await control("POST", "/shops/birch/compliance", asked);
  const failing = [...PAGES, event, destination, `${destination}/edit`, issue];
  await checkAll(failing, "with events and failures");
}, 300_000);
