import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody, sendJson } from "../http-io.ts";
import { answerApi } from "./shell-server-api.ts";
import { answerPage, type PageAnswer } from "./pages.ts";
import type { ShellOptions } from "./shell-options.ts";
import { renderDocument } from "./layout.ts";
import { storesBody } from "./store-pages.ts";
import { serveStatic } from "./static-files.ts";

const NO_STORE = "no-store";

/**
 * Makes the simulated admin: a handler for the simulator's HTTP server, which
 * says whether a request was for it. It answers below `/store/` and `/shell/`,
 * for `/`, and for what an app loads from Shopify's CDN.
 */
export function createShell(
  options: ShellOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  return async (request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (await serveStatic(request, response)) return true;

    if (url.pathname === "/" && request.method === "GET") {
      const stores = await options.backend.stores();
      sendPage(response, 200, renderDocument("Stores", storesBody(stores)));
      return true;
    }

    const [, place, handle, rest] =
      /^\/(store|shell\/store)\/([a-z0-9][a-z0-9-]*)(\/.*)?$/.exec(url.pathname) ?? [];
    if (handle === undefined) return false;
    if (request.method === "POST" && !isSameOrigin(request)) {
      response.writeHead(403).end("A form of another site's is not taken.\n");
      return true;
    }
    const body = request.method === "POST" ? (await readBody(request)).toString("utf8") : "";
    const shop = `${handle}.myshopify.com`;
    const path = rest ?? "";

    if (place === "shell/store") {
      const answer = await answerApi(options, shop, path.slice(1), body);
      sendJson(response, answer === undefined ? 404 : 200, answer ?? null, {
        "cache-control": NO_STORE,
      });
      return true;
    }
    const form = new URLSearchParams(body);
    send(
      response,
      await answerPage(options, { shop, path, url, form, isPost: request.method === "POST" }),
    );
    return true;
  };
}

function send(response: ServerResponse, answer: PageAnswer): void {
  if ("redirect" in answer) {
    response.writeHead(303, { location: answer.redirect }).end();
  } else {
    sendPage(response, answer.status, answer.text);
  }
}

function sendPage(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    // Pages hold session tokens and live figures.
    "cache-control": NO_STORE,
  });
  response.end(text);
}

/** Browsers always name the origin of a POST. */
function isSameOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
}
