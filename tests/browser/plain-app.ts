import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface PlainApp {
  url: string;
  port: number;
  /** Requests that came to `/api/…`, with the token they carried. */
  calls: { path: string; authorization: string | undefined; requestedWith: unknown }[];
  close(): Promise<void>;
}

const APP_BRIDGE = "https://cdn.shopify.com/shopifycloud/app-bridge.js";

/**
 * An embedded app of one file, without a framework, that uses every part of
 * App Bridge: it stands for what any app may do, not for what this one does.
 */
export async function startPlainApp(apiKey: string): Promise<PlainApp> {
  const calls: PlainApp["calls"] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (url.pathname.startsWith("/api/")) {
      calls.push(callOf(request));
      const isSecond = calls.filter((call) => call.path === url.pathname).length > 1;
      if (url.pathname === "/api/refuses-once" && !isSecond) {
        response.writeHead(401, { "X-Shopify-Retry-Invalid-Session-Request": "1" }).end();
        return;
      }
      response.setHeader("content-type", "application/json").end(JSON.stringify({ ok: true }));
      return;
    }
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.setHeader("content-security-policy", "frame-ancestors https://admin.shopify.com");
    if (url.pathname === "/auth/session-token" || url.pathname === "/exit") {
      const leave = `<script>window.open("https://admin.shopify.com/store/snow/orders", "_top")</script>`;
      response.end(
        `<script data-api-key="${apiKey}" src="${APP_BRIDGE}"></script>` +
          (url.pathname === "/exit" ? leave : ""),
      );
      return;
    }
    if (url.pathname === "/refuses-tokens" || !url.searchParams.has("id_token")) {
      url.searchParams.delete("id_token");
      url.searchParams.set(
        "shopify-reload",
        `http://${request.headers.host}${url.pathname}?${url.searchParams}`,
      );
      response.writeHead(302, { location: `/auth/session-token?${url.searchParams}` }).end();
      return;
    }
    response.end(pageOf(apiKey));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function callOf({ url, headers }: IncomingMessage): PlainApp["calls"][number] {
  return {
    path: url ?? "",
    authorization: headers.authorization,
    requestedWith: headers["x-requested-with"],
  };
}

function pageOf(apiKey: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<title>Plain</title>
<link rel="icon" href="data:,">
<script data-api-key="${apiKey}" src="${APP_BRIDGE}"></script>
<link rel="stylesheet" href="https://cdn.shopify.com/static/fonts/inter/v4/styles.css">
</head>
<body style="font-family: Inter, sans-serif">
<ui-nav-menu><a href="/" rel="home">Home</a><a href="/one">One</a><a href="/two">Two</a></ui-nav-menu>
<ui-title-bar title="Things">
  <button variant="breadcrumb" onclick="log('back')">Back</button>
  <button onclick="log('secondary')">Export</button>
  <button variant="primary" onclick="log('primary')">Create</button>
  <section label="More"><button onclick="log('grouped')">Archive</button></section>
</ui-title-bar>
<ui-save-bar id="bar" discardConfirmation>
  <button variant="primary" onclick="log('saved'); shopify.saveBar.hide('bar')">Save</button>
  <button onclick="log('discarded'); shopify.saveBar.hide('bar')">Discard</button>
</ui-save-bar>
<ui-modal id="modal"><p>Inside the modal</p>
  <ui-title-bar title="Really?"><button variant="primary" onclick="log('modal yes')">Yes</button></ui-title-bar>
</ui-modal>
<h1 id="path"></h1>
<form data-save-bar onsubmit="event.preventDefault(); log('form')"><label>Name <input name="name"></label></form>
<a href="shopify:admin/orders">Orders in the admin</a>
<a href="/exit?leave=1" target="_self" id="exit">Leave</a>
<pre id="log"></pre>
<script>
const at = () => { document.getElementById("path").textContent = "At " + location.pathname; };
const log = (text) => { document.getElementById("log").append(text + "\\n"); };
addEventListener("shopify:navigate", (event) => { history.pushState({}, "", event.target.getAttribute("href")); at(); });
addEventListener("popstate", at);
document.getElementById("bar").addEventListener("show", () => log("bar shown"));
document.getElementById("modal").addEventListener("hide", () => log("modal hidden"));
document.getElementById("exit").href += "&" + location.search.slice(1);
at();
</script>
</body>
</html>`;
}
