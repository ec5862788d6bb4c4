import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream";
import { openedToShell } from "./framing-policy.ts";
import { replacingStream } from "./replacing-stream.ts";

export interface AppProxyOptions {
  /** Where the app really listens, on 127.0.0.1. */
  appPort: number;
  /** Where the shell is served, such as `http://127.0.0.1:4000`. */
  shellOrigin: string;
  /** Default: any free port. */
  port?: number | undefined;
}

export interface AppProxy {
  /** The app's public address; what `SHOPIFY_APP_URL` must be. */
  url: string;
  port: number;
  close(): Promise<void>;
}

/** What Shopify's CDN gives an app, and the shell gives in its place. */
const FROM_CDN = [
  "https://cdn.shopify.com/shopifycloud/app-bridge.js",
  "https://cdn.shopify.com/static/fonts/inter/",
];
const ADMIN = "https://admin.shopify.com/";
const REWRITTEN = /^(text\/(html|css|javascript|x-script|plain)|application\/(javascript|json))/i;
const HOP_BY_HOP = ["connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"];

/**
 * Starts a reverse proxy on `localhost` in front of the app, for a person's own
 * browser, which takes Shopify's names for what they are. It lets the shell
 * frame the app and has the app's pages load App Bridge from the shell; all
 * else passes as it is, bodies of requests byte for byte, streams unbuffered.
 */
export async function startAppProxy(options: AppProxyOptions): Promise<AppProxy> {
  const agent = new Agent({ keepAlive: true });
  const replacements = new Map(
    FROM_CDN.flatMap((from) => {
      const to = options.shellOrigin + new URL(from).pathname;
      const escaped = (text: string) => text.replaceAll("/", "\\/");
      return [
        [from, to],
        [escaped(from), escaped(to)],
      ];
    }),
  );

  const server = createServer((request, response) => {
    const upstream = httpRequest({
      agent,
      host: "127.0.0.1",
      port: options.appPort,
      method: request.method,
      path: request.url,
      headers: requestHeaders(request),
    });
    upstream.on("response", (answer) => {
      const isRewritten = REWRITTEN.test(answer.headers["content-type"] ?? "");
      response.writeHead(
        answer.statusCode ?? 502,
        responseHeaders(answer.headers, options.shellOrigin, isRewritten),
      );
      response.flushHeaders();
      if (isRewritten) pipeline(answer, replacingStream(replacements), response, ignore);
      else pipeline(answer, response, ignore);
    });
    upstream.on("error", () => unreachable(response));
    response.on("close", () => upstream.destroy());
    pipeline(request, upstream, ignore);
  });

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "localhost", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}

function requestHeaders(request: IncomingMessage): IncomingHttpHeaders {
  const headers = withoutHops(request.headers);
  // Text can be replaced only in what is not compressed, and not in what the browser keeps.
  headers["accept-encoding"] = "identity";
  delete headers["if-none-match"];
  delete headers["if-modified-since"];
  headers["x-forwarded-for"] = request.socket.remoteAddress ?? "";
  headers["x-forwarded-proto"] = "http";
  headers["x-forwarded-host"] = request.headers.host ?? "";
  return headers;
}

function responseHeaders(
  given: IncomingHttpHeaders,
  shellOrigin: string,
  isRewritten: boolean,
): Record<string, string | string[]> {
  const headers = withoutHops(given);
  const policy = headers["content-security-policy"];
  if (typeof policy === "string") {
    headers["content-security-policy"] = openedToShell(policy, shellOrigin);
  }
  if (typeof headers["link"] === "string") {
    for (const from of FROM_CDN) {
      headers["link"] = headers["link"].replaceAll(from, shellOrigin + new URL(from).pathname);
    }
  }
  if (headers.location?.startsWith(ADMIN)) {
    headers.location = `${shellOrigin}/${headers.location.slice(ADMIN.length)}`;
  }
  if (isRewritten) {
    delete headers["content-length"];
    delete headers.etag;
    delete headers["last-modified"];
    // The shell's address may be another one at the next run.
    headers["cache-control"] = "no-store";
  }
  return headers as Record<string, string | string[]>;
}

function withoutHops(given: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(given).filter(([name]) => !HOP_BY_HOP.includes(name)));
}

function unreachable(response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(502, { "content-type": "text/plain" });
  response.end("The app is not running, or not yet.\n");
}

/** Either side may hang up at any time; `pipeline` has then ended the other. */
function ignore(): void {}
