import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "vitest";
import { appFrame, installApp, openAdmin } from "./admin-page.ts";
import { useEmbeddedApp } from "./embedded-app.ts";

const STORE = { storeHandle: "birch" };
const embedded = useEmbeddedApp(STORE.storeHandle);

const WIDTHS = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
const PAGES = [
  "/app",
  "/app/events",
  "/app/events?q=nothing-like-this",
  "/app/destinations",
  "/app/destinations/new",
  "/app/subscriptions",
  "/app/subscriptions/topics",
  "/app/api-tokens",
];

test("no page has a violation or scrolls sideways, empty or with events, wide or on a phone", async () => {
  const { page, control, shopify } = embedded();
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
  await checkAll([...PAGES, event, destination, `${destination}/edit`], "with events and failures");
}, 300_000);
