import type { FrameLocator, Page } from "playwright-core";

export interface AdminPlace {
  /** The part of the shop's domain before `.myshopify.com`. */
  storeHandle: string;
  /** Below the store, such as `/orders` or `/apps/rollcall/app/events`. */
  path?: string;
}

/** Opens a page of the store's admin under Shopify's own address. */
export async function openAdmin(page: Page, { storeHandle, path = "" }: AdminPlace): Promise<void> {
  await page.goto(`https://admin.shopify.com/store/${storeHandle}${path}`);
}

/** The app inside the admin. */
export function appFrame(page: Page): FrameLocator {
  return page.frameLocator("#app-frame");
}

/** Installs the app as a person would, and ends where the app is open. */
export async function installApp(page: Page, { storeHandle }: AdminPlace): Promise<void> {
  await openAdmin(page, { storeHandle, path: "/oauth/install" });
  await page.getByRole("button", { name: "Install" }).click();
  await page.locator("#app-frame").waitFor();
}
