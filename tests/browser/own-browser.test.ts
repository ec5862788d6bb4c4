import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startAppProxy, type AppProxy } from "../../simulator/network/app-proxy.ts";
import { createShell } from "../../simulator/shell/create-shell.ts";
import { appFrame } from "./admin-page.ts";
import { launchBrowser, type TestBrowser } from "./browser.ts";
import { startPlainApp, type PlainApp } from "./plain-app.ts";
import { plainStore } from "./plain-store.ts";

const KEY = "key-of-the-app";
const SECRET = "secret-of-the-app";
/** Nothing listens there: Shopify's own names must not be needed. */
const NOWHERE = 1;

let app: PlainApp;
let server: Server;
let proxy: AppProxy;
let browser: TestBrowser;
let shellOrigin: string;
let shell: ReturnType<typeof createShell> | undefined;

beforeAll(async () => {
  app = await startPlainApp(KEY);
  const store = plainStore("snow.myshopify.com", KEY, SECRET);
  await store.grant("snow.myshopify.com", ["read_orders"]);
  // The proxy wants the shell's address and the shell the proxy's, so the server comes first.
  server = createServer((request, response) => void shell?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  shellOrigin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  proxy = await startAppProxy({ appPort: app.port, shellOrigin });
  shell = createShell({
    app: {
      name: "Plain",
      handle: "plain",
      apiKey: KEY,
      apiSecret: SECRET,
      url: proxy.url,
      scopes: ["read_orders"],
    },
    backend: store,
  });
  browser = await launchBrowser(NOWHERE);
});

afterAll(async () => {
  await browser?.close();
  await proxy?.close();
  server?.closeAllConnections();
  server?.close();
  await app?.close();
});

test("in a browser that knows nothing of the simulator, the app works behind its proxy", async () => {
  const page = await browser.newPage();
  await page.goto(`${shellOrigin}/store/snow/apps/plain/one`);
  await appFrame(page).getByRole("heading", { name: "At /one" }).waitFor();
  await page.getByRole("navigation").getByRole("link", { name: "Two" }).click();
  await appFrame(page).getByRole("heading", { name: "At /two" }).waitFor();
  expect(page.url()).toBe(`${shellOrigin}/store/snow/apps/plain/two`);
  const answer = await appFrame(page)
    .locator("body")
    .evaluate(async () => (await fetch("/api/own")).status);
  expect(answer).toBe(200);
  expect(app.calls.at(-1)?.authorization).toMatch(/^Bearer ey/);
  await appFrame(page)
    .locator("body")
    .evaluate(() => void shopify.toast.show("Kept"));
  await page.getByRole("status").getByText("Kept").waitFor();
  await appFrame(page).getByRole("link", { name: "Orders in the admin" }).click();
  await page.waitForURL(`${shellOrigin}/store/snow/orders`);
  await page.getByRole("heading", { name: "Orders" }).waitFor();
  expect(browser.problems).toEqual([]);
});
