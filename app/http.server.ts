import { hash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createRequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import express from "express";
import { log } from "./log.server.ts";

export type Readiness = Readonly<{ ready: boolean; because?: string }>;

export type HttpOptions = Readonly<{
  port: number;
  host: string;
  /** Takes `POST /webhooks`, ahead of everything else; absent on a process without intake. */
  intake?: (request: IncomingMessage, response: ServerResponse) => void;
  readiness: () => Promise<Readiness>;
  /** Prometheus text; absent when METRICS_TOKEN is not set. */
  metrics?: { token: string; read: () => Promise<string> };
  /** The embedded pages; absent on a worker. */
  build?: ServerBuild;
}>;

/** Listens and serves intake, health and pages. @throws when the port is taken. */
export async function listen(options: HttpOptions): Promise<Server> {
  const pages = createPages(options);
  const server = createServer((request, response) => {
    const path = request.url?.split("?", 1)[0];
    if (options.intake && path === "/webhooks") options.intake(request, response);
    else pages(request, response);
  });
  // Longer than the idle time of Shopify's and a load balancer's connections: we never close first.
  server.keepAliveTimeout = 75_000;
  server.requestTimeout = 30_000;
  await new Promise<void>((ready, fail) => {
    server.once("error", fail);
    server.listen(options.port, options.host, ready);
  });
  return server;
}

function createPages({ readiness, metrics, build }: HttpOptions): express.Express {
  const app = express();
  app.disable("x-powered-by");
  // Only liveness: a process that waits for its database must not be restarted for it.
  app.get("/healthz", (_request, response) => {
    response.type("text").send("ok\n");
  });
  app.get("/readyz", (_request, response) => {
    readiness().then(
      (state) => response.status(state.ready ? 200 : 503).json(state),
      () => response.status(503).json({ ready: false, because: "the check failed" }),
    );
  });
  if (metrics) {
    app.get("/metrics", (request, response) => {
      if (!isSame(request.get("authorization") ?? "", `Bearer ${metrics.token}`)) {
        response.status(401).type("text").send("send the METRICS_TOKEN as a bearer token\n");
        return;
      }
      metrics.read().then(
        (text) => response.type("text/plain; version=0.0.4").send(text),
        () => response.sendStatus(500),
      );
    });
  }
  if (!build) return app;

  app.use(logRequest);
  app.use("/assets", express.static("build/client/assets", { immutable: true, maxAge: "1y" }));
  app.use(express.static("build/client", { maxAge: "1h" }));
  app.all("*", createRequestHandler({ build }));
  return app;
}

/** Compares secrets in a time that tells nothing about where they differ. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(hash("sha256", given, "buffer"), hash("sha256", expected, "buffer"));
}

/** One line a request, without its query: that holds the session token. */
function logRequest(
  request: express.Request,
  response: express.Response,
  next: express.NextFunction,
): void {
  const started = performance.now();
  response.on("finish", () => {
    log.debug({
      method: request.method,
      path: request.path,
      status: response.statusCode,
      ms: Math.round(performance.now() - started),
    });
  });
  next();
}
