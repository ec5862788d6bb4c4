import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ensureCertificates } from "../../simulator/network/certificates.ts";
import type { TlsFront } from "../../simulator/network/tls-front.ts";
import { createShell } from "../../simulator/shell/create-shell.ts";
import { startShopifyFront } from "../../simulator/shell/shopify-front.ts";
import { appFrame, installApp, openAdmin } from "./admin-page.ts";
import { launchBrowser, type TestBrowser } from "./browser.ts";
import { startPlainApp, type PlainApp } from "./plain-app.ts";
import { plainStore, type PlainStore } from "./plain-store.ts";

const KEY = "key-of-the-app";
const SECRET = "secret-of-the-app";
const STORE = { storeHandle: "snow" };
const FRAME_PATH = "https://admin.shopify.com/store/snow/apps/plain";

let directory: string;
let app: PlainApp;
let store: PlainStore;
let front: TlsFront;
let browser: TestBrowser;
let page: Page;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "app-bridge-"));
  app = await startPlainApp(KEY);
  store = plainStore("snow.myshopify.com", KEY, SECRET);
  const shell = createShell({
    app: {
      name: "Plain",
      handle: "plain",
      apiKey: KEY,
      apiSecret: SECRET,
      url: app.url,
      scopes: ["read_orders"],
      optionalScopes: ["read_products"],
    },
    backend: store,
  });
  front = await startShopifyFront({ certificates: await ensureCertificates(directory), shell });
  browser = await launchBrowser(front.port);
});

afterAll(async () => {
  await browser?.close();
  await front?.close();
  await app?.close();
  await rm(directory, { recursive: true, force: true });
});

beforeEach(async () => {
  browser.problems.length = 0;
  page = await browser.newPage();
  await store.grant("snow.myshopify.com", ["read_orders"]);
});

afterEach(async () => {
  await page.context().close();
  expect(browser.problems).toEqual([]);
});

const said = () => appFrame(page).locator("#log");
/** Runs in the app's frame. */
const inApp = <T>(run: () => T | Promise<T>) => appFrame(page).locator("body").evaluate(run);

test("an uninstalled app asks for consent, in words, and opens once it is given", async () => {
  await store.uninstall("snow.myshopify.com");
  await openAdmin(page, { ...STORE, path: "/apps/plain" });
  expect(await page.getByRole("listitem").filter({ hasText: "read_orders" }).innerText()).toMatch(
    /View orders/,
  );
  await installApp(page, STORE);
  await appFrame(page).getByRole("heading", { name: "At /" }).waitFor();
});

test("the app's navigation moves inside the frame, and reload and back keep the place", async () => {
  await openAdmin(page, { ...STORE, path: "/apps/plain/one?filter=x" });
  await appFrame(page).getByRole("heading", { name: "At /one" }).waitFor();
  expect(page.url()).toBe(`${FRAME_PATH}/one?filter=x`);
  const nav = page.getByRole("navigation");
  await nav.getByRole("link", { name: "Two" }).click();
  await appFrame(page).getByRole("heading", { name: "At /two" }).waitFor();
  await page.waitForURL(`${FRAME_PATH}/two`);
  await nav.locator("[aria-current=page]", { hasText: "Two" }).waitFor();
  await page.reload();
  await appFrame(page).getByRole("heading", { name: "At /two" }).waitFor();
  await nav.getByRole("link", { name: "One" }).click();
  await appFrame(page).getByRole("heading", { name: "At /one" }).waitFor();
  await page.goBack();
  await appFrame(page).getByRole("heading", { name: "At /two" }).waitFor();
  await page.waitForURL(`${FRAME_PATH}/two`);
});

test("requests to the app carry a session token, and a refused one is renewed once", async () => {
  await openAdmin(page, { ...STORE, path: "/apps/plain" });
  await appFrame(page).getByRole("heading", { name: "At /" }).waitFor();
  const mintedBefore = store.minted;
  await inApp(async () => {
    await fetch("/api/plain");
    await fetch(new Request("/api/posted", { method: "POST", body: "x" }));
  });
  expect(app.calls.slice(-2)).toEqual([
    {
      path: "/api/plain",
      authorization: expect.stringMatching(/^Bearer ey/),
      requestedWith: "XMLHttpRequest",
    },
    {
      path: "/api/posted",
      authorization: app.calls.at(-2)?.authorization,
      requestedWith: "XMLHttpRequest",
    },
  ]);
  expect(store.minted).toBe(mintedBefore + 1);
  const status = await inApp(
    async () => (await fetch("/api/refuses-once", { method: "POST", body: "x" })).status,
  );
  expect(status).toBe(200);
  expect(app.calls.at(-1)?.authorization).not.toBe(app.calls.at(-2)?.authorization);
  // Chromium reports the first answer, as it does under Shopify's own App Bridge.
  expect(browser.problems.splice(0)).toEqual([expect.stringContaining("401")]);
});

test("title bar buttons are the app's", async () => {
  await openAdmin(page, { ...STORE, path: "/apps/plain" });
  await page.locator("#title", { hasText: "Things" }).waitFor();
  for (const name of ["Back", "Export", "Create"]) {
    await page.getByRole("button", { name, exact: true }).click();
  }
  await page.getByText("More", { exact: true }).click();
  await page.getByRole("button", { name: "Archive" }).click();
  await expect.poll(() => said().innerText()).toBe("back\nsecondary\nprimary\ngrouped\n");
});

test("the save bar saves, discards after a question, and guards the way out", async () => {
  await openAdmin(page, { ...STORE, path: "/apps/plain" });
  await appFrame(page).getByRole("heading", { name: "At /" }).waitFor();
  const bar = page.getByRole("region", { name: "Unsaved changes" });
  await inApp(() => shopify.saveBar.show("bar"));
  await bar.getByRole("button", { name: "Save" }).click();
  await bar.waitFor({ state: "hidden" });
  await inApp(() => shopify.saveBar.show("bar"));
  await page.getByRole("link", { name: "Orders" }).click();
  await page.getByRole("button", { name: "Stay" }).click();
  await bar.getByRole("button", { name: "Discard" }).click();
  await page.getByRole("button", { name: "Discard changes" }).click();
  await bar.waitFor({ state: "hidden" });
  expect(await said().innerText()).toBe("bar shown\nsaved\nbar shown\ndiscarded\n");
  await appFrame(page).getByLabel("Name").fill("x");
  await bar.getByRole("button", { name: "Save" }).click();
  await bar.waitFor({ state: "hidden" });
  expect(await said().innerText()).toMatch(/form\n$/);
});

test("a modal shows its content and relays its button; a toast shows, acts and goes", async () => {
  await openAdmin(page, { ...STORE, path: "/apps/plain" });
  await appFrame(page).getByRole("heading", { name: "At /" }).waitFor();
  await inApp(() => shopify.modal.show("modal"));
  const dialog = appFrame(page).getByRole("dialog", { name: "Really?" });
  await dialog.getByText("Inside the modal").waitFor();
  await dialog.getByRole("button", { name: "Yes" }).click();
  await dialog.getByRole("button", { name: "Close" }).click();
  await dialog.waitFor({ state: "hidden" });
  expect(await said().innerText()).toBe("modal yes\nmodal hidden\n");
  await inApp(() => {
    shopify.toast.show("Kept", {
      action: "Undo",
      onAction: () => document.body.classList.add("undone"),
    });
  });
  const toast = page.getByRole("status").getByText("Kept");
  await toast.waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await appFrame(page).locator("body.undone").waitFor();
  await page.getByRole("button", { name: "Dismiss" }).click();
  await toast.waitFor({ state: "hidden" });
});

test("optional scopes are granted by the person; required ones cannot be given back", async () => {
  await openAdmin(page, { ...STORE, path: "/apps/plain" });
  await appFrame(page).getByRole("heading", { name: "At /" }).waitFor();
  const asking = inApp(() => shopify.scopes.request(["read_products"]));
  await page.getByRole("dialog").getByText("View products and collections").waitFor();
  await page.getByRole("button", { name: "Update" }).click();
  expect(await asking).toMatchObject({
    result: "granted-all",
    detail: { granted: ["read_orders", "read_products"] },
  });
  await expect(inApp(() => shopify.scopes.revoke(["read_orders"]))).rejects.toThrow(/required/);
  expect((await inApp(() => shopify.scopes.revoke(["read_products"]))).detail.granted).toEqual([
    "read_orders",
  ]);
});

test("ways out of the frame lead to the admin's own pages", async () => {
  await openAdmin(page, { ...STORE, path: "/apps/plain" });
  await appFrame(page).getByRole("link", { name: "Orders in the admin" }).click();
  await page.waitForURL("https://admin.shopify.com/store/snow/orders");
  await page.goBack();
  await appFrame(page).getByRole("link", { name: "Leave" }).click();
  await page.waitForURL("https://admin.shopify.com/store/snow/orders");
});

test("an app that refuses every token is stopped after a few rounds, with a reason", async () => {
  const mintedBefore = store.minted;
  await openAdmin(page, { ...STORE, path: "/apps/plain/refuses-tokens" });
  await appFrame(page).getByRole("alert").getByText("refused every session token").waitFor();
  expect(store.minted - mintedBefore).toBeLessThan(8);
  expect(browser.problems.splice(0)).toEqual([
    expect.stringContaining("refused every session token"),
  ]);
});

test("opened outside the admin, the app goes there", async () => {
  const host = Buffer.from("admin.shopify.com/store/snow").toString("base64");
  await page.goto(`${app.url}/two?id_token=x&shop=snow.myshopify.com&host=${host}`);
  await page.waitForURL(/admin\.shopify\.com/);
  await appFrame(page).getByRole("heading", { name: "At /two" }).waitFor();
});

test("the store's own pages take orders and stock, and fit a phone", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openAdmin(page, { ...STORE, path: "/orders" });
  await page.getByRole("button", { name: "Place order" }).click();
  await page.getByRole("link", { name: "#1001" }).click();
  await page.getByRole("button", { name: "Cancel order" }).click();
  await page.getByText("cancelled").waitFor();
  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByRole("link", { name: "Products" }).click();
  await page.getByRole("button", { name: "One more SOCK-R" }).click();
  await page.locator("output", { hasText: "8" }).waitFor();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});
