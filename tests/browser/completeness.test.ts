import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { appFrame, installApp, openAdmin } from "./admin-page.ts";
import { useEmbeddedApp } from "./embedded-app.ts";

const STORE = { storeHandle: "alder" };
const embedded = useEmbeddedApp(STORE.storeHandle, () => ({ COMPARE_GRACE_SECONDS: "1" }));

test("a lost order is found, recovered, told of with its cause, and in the report", async () => {
  const { page, control } = embedded();
  await installApp(page, STORE);
  const frame = appFrame(page);
  await frame.getByRole("heading", { level: 1 }).waitFor();
  // What falls into the second of the installation is not promised.
  const next = (Math.floor(Date.now() / 1_000) + 1) * 1_000;
  await expect.poll(() => Date.now()).toBeGreaterThan(next);
  for (const topic of ["orders/create", "orders/updated", "orders/paid"]) {
    await control("POST", "/faults/webhooks", { action: "drop", topic });
  }
  const { order } = (await control("POST", "/shops/alder/orders", {})) as {
    order: { name: string };
  };
  await control("DELETE", "/faults");
  await openAdmin(page, { ...STORE, path: "/apps/rollcall/app/completeness" });
  await frame.getByRole("heading", { name: "What is proven" }).waitFor();

  // Until the grace period is over there is nothing that could be missing.
  await expect
    .poll(
      async () => {
        await frame.getByRole("button", { name: "Compare now" }).click();
        return frame.getByRole("link", { name: "Order created" }).count();
      },
      { timeout: 60_000, interval: 2_500 },
    )
    .toBe(1);
  await frame.getByText("Shopify did not send it, or it did not get here").first().waitFor();
  await frame.getByText(`Order ${order.name}`).first().waitFor();
  await frame
    .getByText(/^(All|The one) .* that changed at Shopify since .* here\.$/)
    .first()
    .waitFor();

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    frame.getByRole("button", { name: "Download report (CSV)" }).click(),
  ]);
  const report = await readFile(await download.path(), "utf8");
  expect(report).toContain("Rollcall completeness report,alder.myshopify.com,");
  expect(report).toMatch(new RegExp(`orders/create,\\d+,${order.name},.*,never_sent,recovered,`));

  await frame.getByLabel("From").fill("2020-01-01T00:00");
  await frame.getByRole("button", { name: "Compare this period" }).click();
  await frame.getByText("Choose a time within the last 60 days").waitFor();

  await page.setViewportSize({ width: 390, height: 844 });
  await frame.getByRole("link", { name: "Order created" }).click();
  await page.waitForURL(/events\/[0-9a-f-]{36}/);
  await frame.getByText("Recovered").first().waitFor();
}, 300_000);
