import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startAppProxy, type AppProxy } from "./app-proxy.ts";
import { openedToShell } from "./framing-policy.ts";

const SHELL = "http://127.0.0.1:4000";
const BRIDGE = "https://cdn.shopify.com/shopifycloud/app-bridge.js";

let app: Server;
let proxy: AppProxy;
let answer: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

beforeEach(async () => {
  app = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  proxy = await startAppProxy({
    appPort: (app.address() as AddressInfo).port,
    shellOrigin: SHELL,
  });
});

afterEach(async () => {
  await proxy.close();
  app.closeAllConnections();
  await new Promise((resolve) => app.close(resolve));
});

test("a page may be framed by the shell and loads App Bridge from it", async () => {
  answer = (_request, response) => {
    response.writeHead(200, {
      "content-type": "text/html",
      "content-security-policy":
        "frame-ancestors https://a.myshopify.com https://admin.shopify.com;",
      link: `<${BRIDGE}>; rel="preload"; as="script";`,
      etag: '"1"',
      "cache-control": "public, max-age=31536000, immutable",
    });
    response.end(`<script src="${BRIDGE}"></script>{"x":"${BRIDGE.replaceAll("/", "\\/")}"} ü`);
  };
  const { headers, body } = await get("/");
  expect(headers["content-security-policy"]).toBe(
    `frame-ancestors https://a.myshopify.com https://admin.shopify.com ${SHELL};`,
  );
  expect(headers.link).toBe(`<${SHELL}/shopifycloud/app-bridge.js>; rel="preload"; as="script";`);
  expect(body).toBe(
    `<script src="${SHELL}/shopifycloud/app-bridge.js"></script>` +
      `{"x":"http:\\/\\/127.0.0.1:4000\\/shopifycloud\\/app-bridge.js"} ü`,
  );
  expect(headers.etag).toBeUndefined();
  expect(headers["cache-control"]).toBe("no-store");
});

test("an address that is cut in two by the stream is still replaced", async () => {
  answer = async (_request, response) => {
    response.writeHead(200, { "content-type": "text/html" });
    for (const character of `<a href="${BRIDGE}">https://cdn</a>`) {
      await new Promise((resolve) => response.write(character, resolve));
    }
    response.end();
  };
  const { body } = await get("/");
  expect(body).toBe(`<a href="${SHELL}/shopifycloud/app-bridge.js">https://cdn</a>`);
});

test("each piece of a stream passes as it comes", async () => {
  let goOn: () => void = () => undefined;
  answer = async (request, response) => {
    const type = request.url === "/events" ? "text/event-stream" : "text/html";
    response.writeHead(200, { "content-type": type });
    response.write("first\n");
    await new Promise<void>((resolve) => (goOn = resolve));
    response.end("second\n");
  };
  for (const path of ["/events", "/page"]) {
    const response = await fetch(`${proxy.url}${path}`);
    const reader = response.body!.getReader();
    const first = await reader.read();
    expect(Buffer.from(first.value!).toString()).toBe("first\n");
    // Only now does the app send the rest.
    goOn();
    expect(Buffer.from((await reader.read()).value!).toString()).toBe("second\n");
  }
});

test("the bytes of a request pass as they are, and the app is asked for no compression", async () => {
  const bytes = Buffer.from([0x7b, 0xff, 0x00, 0x7d, 0x20, 0x0a]);
  let got: { body: Buffer; headers: IncomingMessage["headers"] } | undefined;
  answer = async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    got = { body: Buffer.concat(parts), headers: request.headers };
    response.writeHead(302, { location: "https://admin.shopify.com/store/a/apps/b" }).end();
  };
  const { status, headers } = await get("/webhooks", { method: "POST", body: bytes });
  expect(got?.body.equals(bytes)).toBe(true);
  expect(got?.headers["accept-encoding"]).toBe("identity");
  expect(got?.headers.host).toBe(`localhost:${proxy.port}`);
  expect(status).toBe(302);
  expect(headers.location).toBe(`${SHELL}/store/a/apps/b`);
});

test("without the app there is a plain answer", async () => {
  app.closeAllConnections();
  await new Promise((resolve) => app.close(resolve));
  expect((await get("/")).status).toBe(502);
});

test.each([
  ["frame-ancestors 'none'", "frame-ancestors 'none'"],
  [
    "default-src 'self'; script-src https://cdn.shopify.com",
    `default-src 'self'; script-src https://cdn.shopify.com ${SHELL}`,
  ],
  [
    "frame-ancestors https://x.y, frame-ancestors 'self'",
    `frame-ancestors https://x.y ${SHELL}, frame-ancestors 'self' ${SHELL}`,
  ],
])("the policy %s becomes %s", (given, expected) => {
  expect(openedToShell(given, SHELL)).toBe(expected);
});

function get(
  path: string,
  { method = "GET", body }: { method?: string; body?: Buffer } = {},
): Promise<{ status: number; headers: IncomingMessage["headers"]; body: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${proxy.url}${path}`, { method }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => (text += part));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
    });
    request.on("error", reject);
    request.end(body);
  });
}
