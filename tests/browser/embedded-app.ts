import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject } from "vitest";
import { startWholeShopify, type WholeShopify } from "../../simulator/whole-shopify.ts";
import { freePort, scratchFolder, startApp, type AppProcess } from "../setup/app-process.ts";
import { cloneDatabase, dropDatabase } from "../setup/database.ts";
import { launchBrowser, type TestBrowser } from "./browser.ts";

const ALL_SCOPES = [
  "read_orders",
  "read_products",
  "read_customers",
  "read_inventory",
  "read_fulfillments",
  "read_locations",
];

const APP_CREDENTIALS = { key: "test-api-key", secret: "test-api-secret" };

export interface EmbeddedApp {
  shopify: WholeShopify;
  app: AppProcess;
  browser: TestBrowser;
  /** Address of the app's database, for what a test cannot wait for. */
  database: string;
  /** A new page for each test. */
  page: Page;
  /** One call of the simulator's control face. @throws when it is refused. */
  control: (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>;
}

/**
 * The built app inside the simulated admin, in a real Chromium: for the tests
 * of a file. A test fails when a page of its printed an error, or when the app
 * wanted to reach anything but shops.
 *
 * @param storeHandle names the store that is made for the file; the app is not installed there
 * @param more environment of the app, such as addresses of other systems of the simulator
 */
export function useEmbeddedApp(
  storeHandle: string,
  more: (simulatorUrl: string) => Record<string, string> = () => ({}),
): () => EmbeddedApp {
  let parts: Omit<EmbeddedApp, "page" | "control">;
  let database: string;
  let folder: string;
  let page: Page;

  const control: EmbeddedApp["control"] = async (method, path, body) => {
    const response = await fetch(`${parts.shopify.simulator.url}/control${path}`, {
      method,
      ...(body !== undefined && {
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  };

  beforeAll(async () => {
    folder = await scratchFolder("embedded-app");
    database = await cloneDatabase(inject("databaseServer"));
    const port = await freePort();
    const appUrl = `http://127.0.0.1:${port}`;
    const shopify = await startWholeShopify({
      apiKey: APP_CREDENTIALS.key,
      apiSecrets: [APP_CREDENTIALS.secret],
      appUrl,
      app: { name: "Rollcall", handle: "rollcall", scopes: ALL_SCOPES },
      certificateDirectory: join(folder, "certificates"),
    });
    const app = await startApp({
      ...shopify.environment,
      PORT: String(port),
      SHOPIFY_APP_URL: appUrl,
      SHOPIFY_API_KEY: APP_CREDENTIALS.key,
      SHOPIFY_API_SECRET: APP_CREDENTIALS.secret,
      SCOPES: ALL_SCOPES.join(","),
      DATABASE_URL: database,
      DATA_DIR: join(folder, "data"),
      ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
      ALLOWED_PRIVATE_DESTINATIONS: "127.0.0.1,::1",
      ...more(shopify.simulator.url),
    });
    parts = { shopify, app, database, browser: await launchBrowser(shopify.tlsPort) };
    await control("POST", "/shops", {
      domain: `${storeHandle}.myshopify.com`,
      name: "Snow and Sons",
    });
  });

  afterAll(async () => {
    await parts?.browser.close();
    await parts?.app.stop();
    await parts?.shopify.close();
    await dropDatabase(database);
    await rm(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    parts.browser.problems.length = 0;
    page = await parts.browser.newPage();
  });

  afterEach(async () => {
    await page.context().close();
    const said = `the app's last words:\n${parts.app.output().slice(-2_000)}`;
    expect(parts.browser.problems, `errors in the page; ${said}`).toEqual([]);
    expect(parts.shopify.refused, "requests to elsewhere").toEqual([]);
  });

  return () => ({ ...parts, page, control });
}
