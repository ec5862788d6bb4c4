import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { handleShopRequest } from "./admin-api/admin-endpoint.ts";
import { adminTopics } from "./admin-api/schema.ts";
import { addCatalogueRoutes } from "./control/catalogue-routes.ts";
import { addDestinationRoutes } from "./control/destination-routes.ts";
import { addCrmRoutes, createCrmSystems } from "./crm/crm-systems.ts";
import { ControlRouter } from "./control/router.ts";
import { addShopRoutes } from "./control/shop-routes.ts";
import { addStoreRoutes } from "./control/store-routes.ts";
import { addWebhookRoutes } from "./control/webhook-routes.ts";
import { sendJson } from "./http-io.ts";
import { mintIdToken } from "./oauth/id-token.ts";
import { resolveOptions, type SimulatorOptions } from "./options.ts";
import { createSimulation, type Simulation } from "./simulation.ts";
import { Traffic } from "./store/traffic.ts";

export type { SimulatorOptions } from "./options.ts";

export interface Simulator {
  url: string;
  port: number;
  /** The state behind it; for the shell, not for tests. */
  simulation: Simulation;
  /** A request to the simulator's own port. */
  handleHttp(req: IncomingMessage, res: ServerResponse): Promise<void>;
  /** A request that was made to `https://{shopDomain}`. */
  handleShopRequest(req: IncomingMessage, res: ServerResponse, shopDomain: string): Promise<void>;
  /** A session token as the admin mints it. */
  mintIdToken(input: { shop: string; userId?: string }): string;
  close(): Promise<void>;
}

/**
 * Starts a Shopify to run against.
 *
 * @throws Error when the options cannot be used or the port is taken.
 */
export async function startSimulator(given: SimulatorOptions): Promise<Simulator> {
  const options = resolveOptions(given);
  // Reads the schema now rather than in the first request.
  adminTopics();
  const simulation = createSimulation(options);
  const router = new ControlRouter();
  addShopRoutes(router, simulation);
  const traffic = new Traffic(simulation);
  addStoreRoutes(router, simulation, traffic);
  addCatalogueRoutes(router, simulation);
  addWebhookRoutes(router, simulation);
  addDestinationRoutes(router, simulation);
  const crm = createCrmSystems();
  addCrmRoutes(router, crm);

  async function handleHttp(req: IncomingMessage, res: ServerResponse): Promise<void> {
    try {
      for (const extra of options.extraHandlers) if (await extra(req, res)) return;
      await route(req, res);
    } catch (error) {
      options.log("simulator fault", { error: String(error), url: req.url });
      if (!res.headersSent) sendJson(res, 500, { error: String(error) });
      else res.destroy();
    }
  }

  async function route(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const host = (req.headers.host ?? "").replace(/:\d+$/, "");
    if (host.endsWith(".myshopify.com")) return handleShopRequest(simulation, req, res, host);
    const url = new URL(req.url ?? "/", "http://simulator");
    const [, name, below] = /^\/shops\/([^/]+)(\/.*)$/.exec(url.pathname) ?? [];
    if (name !== undefined) {
      req.url = `${below}${url.search}`;
      return handleShopRequest(
        simulation,
        req,
        res,
        name.includes(".") ? name : `${name}.myshopify.com`,
      );
    }
    const destination = /^\/destinations\/([^/]+)(?:\/.*)?$/.exec(url.pathname)?.[1];
    if (destination !== undefined) {
      return simulation.destinations.handle(req, res, destination, req.url ?? "/");
    }
    const hubspotPath = /^\/crm\/hubspot(\/.*)$/.exec(url.pathname)?.[1];
    if (hubspotPath !== undefined)
      return crm.hubspot.handle(req, res, `${hubspotPath}${url.search}`);
    if (url.pathname.startsWith("/control")) return router.handle(req, res, url);
    sendJson(res, 404, { error: "not found" });
  }

  const server = createServer((req, res) => void handleHttp(req, res));
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(options.port, options.host, done);
  });
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://${options.host}:${port}`,
    port,
    simulation,
    handleHttp,
    handleShopRequest: (req, res, domain) => handleShopRequest(simulation, req, res, domain),
    mintIdToken: ({ shop, userId }) =>
      mintIdToken({
        shop,
        apiKey: options.apiKey,
        secret: simulation.secrets.signing(),
        now: simulation.now(),
        lifetimeSeconds: simulation.settings.idTokenSeconds,
        ...(userId === undefined ? {} : { userId }),
      }),
    async close() {
      traffic.close();
      await simulation.close();
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    },
  };
}
