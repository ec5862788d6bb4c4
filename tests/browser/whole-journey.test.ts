import { expect, test, vi } from "vitest";
import { appFrame, installApp, openAdmin } from "./admin-page.ts";
import { useEmbeddedApp } from "./embedded-app.ts";

const STORE = { storeHandle: "pine" };
const embedded = useEmbeddedApp(STORE.storeHandle);

/** Long enough for five tries of a refused event, on a slow and busy machine. */
const PATIENCE = { timeout: 120_000 };

/** Moves as a person does: by the admin's own navigation, inside one page load. */
function visit() {
  const { page } = embedded();
  const frame = appFrame(page);
  const nav = page.getByRole("navigation", { name: "Admin" });
  return {
    page,
    frame,
    bar: page.getByRole("region", { name: "Unsaved changes" }),
    toast: page.locator("#toasts .toast:not(.error)"),
    open: async (name: string) => {
      const there = frame.getByRole("heading", { level: 1, name });
      // A click before the app's own code runs goes nowhere; a person clicks again.
      await vi.waitFor(
        async () => {
          await nav.getByRole("link", { name }).click();
          await there.waitFor({ timeout: 4_000 });
        },
        { timeout: 60_000, interval: 100 },
      );
    },
    placeOrder: async () => {
      await openAdmin(page, { ...STORE, path: "/orders" });
      await page.getByRole("button", { name: "Place order" }).click();
      await page
        .getByRole("link", { name: /^#\d+$/ })
        .first()
        .waitFor();
      return page
        .getByRole("link", { name: /^#\d+$/ })
        .first()
        .innerText();
    },
    openApp: async () => {
      await openAdmin(page, { ...STORE, path: "/apps/rollcall/app" });
      await frame.getByRole("heading", { level: 1 }).waitFor();
    },
  };
}

test("install, and choose topics", PATIENCE, async () => {
  const { page, frame, bar, toast, open } = visit();
  await installApp(page, STORE);
  await frame.getByRole("heading", { level: 1 }).waitFor();
  await open("Subscriptions");
  await frame.getByText(/^(\d+) of \1 registered$/).waitFor();
  await frame.getByRole("link", { name: "Choose topics" }).click();
  await frame.getByRole("checkbox", { name: "Collection created" }).check();
  await bar.getByRole("button", { name: "Save" }).click();
  await toast.getByText("topics chosen").waitFor();
  await frame.getByRole("heading", { level: 1, name: "Subscriptions" }).waitFor();
  await frame.getByText("Collection created").waitFor();
  const { subscriptions } = await embedded().control("GET", "/shops/pine/subscriptions");
  expect(subscriptions).toContainEqual(
    expect.objectContaining({ topicName: "collections/create" }),
  );
});

test(
  "add a destination: its test event shows the real answer before it is saved",
  PATIENCE,
  async () => {
    const { frame, bar, openApp, open } = visit();
    const { shopify, control } = embedded();
    await openApp();
    await open("Destinations");
    await frame
      .getByRole("link", { name: /destination/i })
      .first()
      .click();
    await frame.getByRole("textbox", { name: "Name" }).fill("ERP");
    await frame.getByRole("textbox", { name: "Address" }).fill("http://10.1.2.3/hook");
    await frame.getByRole("button", { name: "Send test event" }).click();
    await frame
      .locator("[id$=Error]")
      .filter({ hasText: /address/i })
      .waitFor();

    await control("POST", "/destinations/erp/script", {
      default: { status: 418, body: "short and stout" },
    });
    const address = `${shopify.simulator.url}/destinations/erp`;
    await frame.getByRole("textbox", { name: "Address" }).fill(address);
    await frame.getByRole("button", { name: "Send test event" }).click();
    await frame.getByText("short and stout").waitFor();
    await frame.getByText(/418/).first().waitFor();

    await control("POST", "/destinations/erp/script", { default: { status: 200 } });
    await bar.getByRole("button", { name: "Save" }).click();
    await frame.getByText(/whsec_/).waitFor();
    await frame.getByRole("link", { name: "I have saved the secret" }).click();
    await frame.getByText(/whsec_/).waitFor({ state: "hidden" });
    await frame.getByRole("heading", { level: 1, name: "ERP" }).waitFor();
  },
);

test("place an order: the event comes in and is delivered", PATIENCE, async () => {
  const { frame, openApp, open, placeOrder } = visit();
  const name = await placeOrder();
  await openApp();
  await open("Events");
  const row = frame.getByRole("row").filter({ hasText: "Order created" }).filter({ hasText: name });
  await row.getByText("Delivered").waitFor();
  await row.getByRole("link", { name: "Order created" }).click();
  await frame.getByText("Delivered to ERP").first().waitFor();

  const { requests } = await embedded().control("GET", "/destinations/erp/requests");
  const sent = (requests as { headers: Record<string, string> }[]).map(({ headers }) => headers);
  expect(sent.some((headers) => headers["x-shopify-topic"] === "orders/create")).toBe(true);
  expect(JSON.stringify(sent).toLowerCase()).not.toContain("x-shopify-hmac");
});

test(
  "break the destination, see it fail, repair it, replay, see it delivered",
  PATIENCE,
  async () => {
    const { frame, openApp, open, placeOrder, toast } = visit();
    const { control } = embedded();
    await control("POST", "/destinations/erp/script", {
      default: { status: 422, body: "unknown SKU" },
    });
    const name = await placeOrder();
    await openApp();
    await open("Events");
    const row = frame
      .getByRole("row")
      .filter({ hasText: "Order created" })
      .filter({ hasText: name });
    await row.getByText(/Retrying|Failed for good/).waitFor(PATIENCE);
    await row.getByRole("link", { name: "Order created" }).click();
    await frame.getByText("Failed for good").first().waitFor(PATIENCE);

    await control("POST", "/destinations/erp/script", { default: { status: 200 } });
    const { requests: before } = await control("GET", "/destinations/erp/requests");
    await frame.getByRole("button", { name: "Replay" }).first().click();
    const dialog = frame.getByRole("dialog");
    await dialog.getByRole("button", { name: "Replay" }).click();
    await toast.first().waitFor();
    await frame.getByText("Delivered to ERP").first().waitFor(PATIENCE);
    const { requests: after } = await control("GET", "/destinations/erp/requests");
    expect((after as unknown[]).length).toBeGreaterThan((before as unknown[]).length);
  },
);

test(
  "a subscription deleted at Shopify is seen missing and registered with one click",
  PATIENCE,
  async () => {
    const { frame, openApp, open } = visit();
    const { control } = embedded();
    await openApp();
    await open("Subscriptions");
    await frame.getByText(/^(\d+) of \1 registered$/).waitFor();
    await control("DELETE", "/shops/pine/subscriptions?topic=orders/create");
    await frame.getByRole("button", { name: "Check now" }).click();
    await frame.getByText("1 subscription is missing").waitFor();
    await frame
      .getByRole("row")
      .filter({ hasText: "orders/create" })
      .getByText("Missing")
      .waitFor();
    await frame.getByRole("button", { name: "Register missing" }).click();
    await frame.getByText(/^(\d+) of \1 registered$/).waitFor();
    const { subscriptions } = await control("GET", "/shops/pine/subscriptions");
    expect(subscriptions).toContainEqual(expect.objectContaining({ topicName: "orders/create" }));
  },
);
