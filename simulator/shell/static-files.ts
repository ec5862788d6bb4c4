import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import { browserBundle } from "../browser-bundle.ts";

const require = createRequire(import.meta.url);

const APP_BRIDGE = require.resolve("../app-bridge/app-bridge.ts");
const ADMIN_SCRIPT = require.resolve("./client/admin.ts");
const FONTS = path.dirname(require.resolve("@fontsource-variable/inter/package.json"));
const FONT_PATH = "/static/fonts/inter/v4/";

const TYPES = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  font: "font/woff2",
};

/** Makes the scripts ahead of the first page that needs them. */
export async function prepareStaticFiles(): Promise<void> {
  await Promise.all([browserBundle(APP_BRIDGE), browserBundle(ADMIN_SCRIPT)]);
}

/**
 * Answers for scripts, styles and fonts: the shell's own, and what an embedded
 * app loads from `cdn.shopify.com` (App Bridge, and the Inter font that
 * Shopify's app template links to).
 *
 * @returns whether it took the request
 */
export async function serveStatic(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const file = await staticFile(pathname);
  if (file === undefined) return false;
  response.writeHead(200, {
    "content-type": file.type,
    "cache-control": "no-cache",
    // The app's pages load these from another origin.
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
  });
  response.end(request.method === "HEAD" ? undefined : file.content);
  return true;
}

async function staticFile(
  pathname: string,
): Promise<{ type: string; content: string | Buffer } | undefined> {
  switch (pathname) {
    case "/app-bridge.js":
    case "/shopifycloud/app-bridge.js":
      return { type: TYPES.js, content: await browserBundle(APP_BRIDGE) };
    case "/shell/admin.js":
      return { type: TYPES.js, content: await browserBundle(ADMIN_SCRIPT) };
    case "/shell/admin.css":
      return {
        type: TYPES.css,
        content: await readFile(path.join(import.meta.dirname, "admin.css")),
      };
    case `${FONT_PATH}styles.css`: {
      const css = await readFile(path.join(FONTS, "index.css"), "utf8");
      return { type: TYPES.css, content: css.replaceAll("Inter Variable", "Inter") };
    }
  }
  const font = /^files\/[a-z0-9-]+\.woff2$/.exec(pathname.slice(FONT_PATH.length))?.[0];
  return font !== undefined && pathname.startsWith(FONT_PATH)
    ? { type: TYPES.font, content: await readFile(path.join(FONTS, font)) }
    : undefined;
}
