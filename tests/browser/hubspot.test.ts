import { AxeBuilder } from "@axe-core/playwright";
import { expect, test, vi } from "vitest";
import { appFrame, installApp, openAdmin } from "./admin-page.ts";
import { useEmbeddedApp } from "./embedded-app.ts";

const STORE = { storeHandle: "maple" };
const embedded = useEmbeddedApp(STORE.storeHandle, (simulator) => ({
  HUBSPOT_API_URL: `${simulator}/crm/hubspot`,
}));

test("connect HubSpot, set it up, change a field, preview an order, send it, and see the record", async () => {
  const { page, control } = embedded();
  const frame = appFrame(page);
  const bar = page.getByRole("region", { name: "Unsaved changes" });
  await installApp(page, STORE);
  await frame.getByRole("heading", { level: 1 }).waitFor();
  await control("POST", "/shops/maple/orders", { email: "ann@example.com" });

  // A token that HubSpot does not know is refused beside its field.
  await openAdmin(page, { ...STORE, path: "/apps/rollcall/app/destinations/new?kind=hubspot" });
  await frame.getByRole("textbox", { name: "Name" }).fill("Sales CRM");
  await frame.getByLabel("Access token").fill("pat-wrong");
  await bar.getByRole("button", { name: "Save" }).click();
  await frame.getByText("HubSpot does not know this token. Copy it anew.").first().waitFor();
  const { token } = await control("POST", "/crm/hubspot/private-app", {});
  await frame.getByLabel("Access token").fill(String(token));
  await bar.getByRole("button", { name: "Save" }).click();

  await frame.getByRole("heading", { level: 1, name: "Set-up and fields" }).waitFor();
  await frame.getByRole("button", { name: "Set up HubSpot" }).click();
  await frame.getByText("Made the field “Rollcall key” of orders.").waitFor();
  await frame.getByText(/Every stage is there/).waitFor();

  // The note is to go into another field, and the preview shows it before anything is sent.
  const field = frame.getByRole("textbox", { name: "HubSpot field for Order name" });
  await field.fill("not a field");
  await bar.getByRole("button", { name: "Save" }).click();
  await frame.getByText(/Enter the field’s internal name|write it like/).waitFor();
  await field.fill("hs_external_order_id");
  await frame.getByRole("button", { name: "Remove Shopify order id" }).click();
  await frame.getByRole("button", { name: "Show preview" }).click();
  const row = frame.getByRole("row").filter({ hasText: "hs_external_order_id" });
  const name = await row.getByRole("cell").last().innerText();
  expect(name).toMatch(/^#\d+$/);
  await bar.getByRole("button", { name: "Save" }).click();
  await page.locator("#toasts .toast:not(.error)").getByText("Fields saved").waitFor();
  const shot = process.env["SCREENSHOTS"];
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    const { violations } = await new AxeBuilder({ page }).include(["#app-frame", "body"]).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`)).toEqual([]);
    const tooWide = await frame
      .locator("html")
      .evaluate((root) => root.scrollWidth - root.clientWidth);
    expect(tooWide).toBeLessThanOrEqual(0);
    if (shot) await page.screenshot({ path: `${shot}/hubspot-${width}.png`, fullPage: true });
  }

  const { order } = (await control("POST", "/shops/maple/orders", {
    email: "ann@example.com",
  })) as { order: { name: string } };
  await vi.waitFor(
    async () => {
      const { records } = await control("GET", "/crm/hubspot/records/orders");
      const held = (records as { properties: Record<string, string> }[]).map(
        ({ properties }) => properties["hs_external_order_id"],
      );
      expect(held).toContain(order.name);
    },
    { timeout: 60_000, interval: 100 },
  );
  const { records } = await control("GET", "/crm/hubspot/records/contacts");
  expect(JSON.stringify(records)).toContain("ann@example.com");
}, 180_000);
