import { chromium, type BrowserContextOptions, type Page } from "playwright-core";
import { findChromium } from "./chromium.ts";

/** The least that Chromium needs in a container; anything more would hide real faults. */
const FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"];

export interface TestBrowser {
  /** A page in a session of its own. */
  newPage(options?: BrowserContextOptions): Promise<Page>;
  /** What went wrong in any page so far: console errors and uncaught exceptions. */
  readonly problems: string[];
  close(): Promise<void>;
}

/**
 * Starts a real Chromium that takes Shopify's names to be the simulator, and
 * finds no other name at all.
 *
 * @param tlsPort where the simulator answers for `admin.shopify.com`,
 *   `cdn.shopify.com` and shops, see `simulator/network/tls-front.ts`
 */
export async function launchBrowser(tlsPort: number): Promise<TestBrowser> {
  const { executablePath, environment } = await findChromium();
  const browser = await chromium.launch({
    executablePath,
    args: [...FLAGS, `--host-resolver-rules=${resolverRules(tlsPort)}`],
    env: { ...environmentWithoutProxies(), ...environment },
  });
  const problems: string[] = [];
  // Servers take "HeadlessChrome" for a bot.
  const userAgent =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) " +
    `Chrome/${browser.version()} Safari/537.36`;
  return {
    problems,
    async newPage(options = {}) {
      const context = await browser.newContext({
        userAgent,
        ignoreHTTPSErrors: true,
        viewport: { width: 1440, height: 900 },
        ...options,
      });
      const page = await context.newPage();
      page.on("console", (message) => {
        if (message.type() !== "error") return;
        problems.push(`console.error: ${message.text()} (${message.location().url})`);
      });
      page.on("pageerror", (error) => problems.push(`uncaught: ${error.stack ?? error.message}`));
      return page;
    },
    close: () => browser.close(),
  };
}

function resolverRules(tlsPort: number): string {
  return [
    ...["admin.shopify.com", "cdn.shopify.com", "*.myshopify.com"].map(
      (name) => `MAP ${name} 127.0.0.1:${tlsPort}`,
    ),
    "MAP * ~NOTFOUND",
    "EXCLUDE localhost",
    "EXCLUDE 127.0.0.1",
  ].join(", ");
}

function environmentWithoutProxies(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !/_proxy$/i.test(entry[0]),
    ),
  );
}
