import { expect, test } from "vitest";
import { appFrame, installApp, openAdmin } from "./admin-page.ts";
import { useEmbeddedApp } from "./embedded-app.ts";

const STORE = { storeHandle: "snow" };
const ADDRESS = "https://admin.shopify.com/store/snow/apps/rollcall";

const embedded = useEmbeddedApp(STORE.storeHandle);

test("a person installs the app, and it opens in the admin at once", async () => {
  const { page, control } = embedded();
  await installApp(page, STORE);
  await appFrame(page).getByRole("heading", { level: 1 }).waitFor();
  await page.waitForURL(`${ADDRESS}/app`);
  const { tokens } = await control("GET", "/shops/snow/tokens");
  expect(tokens).toContainEqual(expect.objectContaining({ kind: "offline", revoked: false }));
});

test("the app's navigation changes the page in the frame; reload and back keep the place", async () => {
  const { page } = embedded();
  await openAdmin(page, { ...STORE, path: "/apps/rollcall/app" });
  await appFrame(page).getByRole("heading", { level: 1 }).waitFor();
  const nav = page.getByRole("navigation", { name: "Admin" });
  for (const name of ["Events", "Subscriptions"]) {
    await nav.getByRole("link", { name }).click();
    await appFrame(page).getByRole("heading", { level: 1, name }).waitFor();
    await page.waitForURL(new RegExp(`^${ADDRESS}/app/${name.toLowerCase()}`));
  }
  await page.reload();
  await appFrame(page).getByRole("heading", { level: 1, name: "Subscriptions" }).waitFor();
  await nav.getByRole("link", { name: "Events" }).click();
  await appFrame(page).getByRole("heading", { level: 1, name: "Events" }).waitFor();
  await page.goBack();
  await appFrame(page).getByRole("heading", { level: 1, name: "Subscriptions" }).waitFor();
});

test("a form posts with the session token, says so in the admin's toast, and reload keeps the place", async () => {
  const { page } = embedded();
  await openAdmin(page, { ...STORE, path: "/apps/rollcall/app/subscriptions" });
  const posted = page.waitForRequest(
    (request) => request.method() === "POST" && request.url().includes("/app/subscriptions"),
  );
  await appFrame(page).getByRole("button", { name: "Check now" }).click();
  expect((await posted).headers()["authorization"]).toMatch(/^Bearer ey/);
  await page.locator("#toasts .toast:not(.error)").waitFor();
  await page.reload();
  await appFrame(page).getByRole("heading", { level: 1, name: "Subscriptions" }).waitFor();
  expect(page.url()).toBe(`${ADDRESS}/app/subscriptions`);
});

test("what was typed is guarded by the admin's save bar until it is discarded", async () => {
  const { page } = embedded();
  await openAdmin(page, { ...STORE, path: "/apps/rollcall/app/destinations/new" });
  const name = appFrame(page).getByLabel("Name");
  await name.fill("Warehouse");
  const bar = page.getByRole("region", { name: "Unsaved changes" });
  await bar.waitFor();
  await page.getByRole("link", { name: "Events" }).click();
  await page.getByRole("button", { name: "Stay" }).click();
  expect(await name.inputValue()).toBe("Warehouse");
  await bar.getByRole("button", { name: "Discard" }).click();
  await page.getByRole("button", { name: "Discard changes" }).click();
  await bar.waitFor({ state: "hidden" });
  expect(await name.inputValue()).toBe("");
});
