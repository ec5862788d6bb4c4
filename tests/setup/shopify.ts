import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Agent, Dispatcher, getGlobalDispatcher, ProxyAgent, setGlobalDispatcher } from "undici";
import { afterAll, beforeAll } from "vitest";
import { databaseAddress } from "#app/db.server.ts";
import { createIntake, type Intake } from "#app/intake/intake.server.ts";
import { enqueueInTransaction, prepareJobs, stopEnqueueing } from "#app/jobs/enqueue.server.ts";
import { type Jobs, startJobs } from "#app/jobs/runner.server.ts";
import { ensureCertificates } from "../../simulator/network/certificates.ts";
import { type ConnectProxy, startConnectProxy } from "../../simulator/network/connect-proxy.ts";
import { type Simulator, startSimulator } from "../../simulator/simulator.ts";

const APP_URL = "https://rollcall.test";
export const ALL_SCOPES =
  "read_orders,read_products,read_customers,read_inventory,read_fulfillments,read_locations";

export type Shopify = Readonly<{
  simulator: Simulator;
  /** One call of the simulator's control face. @throws when it is refused. */
  control: (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>;
  /** A new store that grants the app these scopes; it has not been opened. @returns its domain. */
  installedStore: (scopes?: string, more?: Record<string, unknown>) => Promise<string>;
  /** The request that the admin's frame makes when the app is opened. */
  openingOf: (shop: string) => Promise<Request>;
  /** While true, whatever Shopify sends is answered with 503. */
  refuseWebhooks: (refuse: boolean) => void;
  /** Topics that Shopify would send to the app, one for each subscription, sorted. */
  heldTopics: (shop: string) => Promise<string[]>;
}>;

/**
 * A Shopify for the tests of a file: this process' own fetch reaches its shops over HTTPS, and
 * nothing else but 127.0.0.1. What Shopify sends comes to a real intake, and with `jobs` is acted
 * on by the background jobs. Call it after `useDatabase`.
 */
export function useShopify({ jobs = false } = {}): () => Shopify {
  let parts: { simulator: Simulator; proxy: ConnectProxy; server: Server; intake: Intake };
  let running: Jobs | undefined;
  let made = 0;
  let refusing = false;
  const usual = getGlobalDispatcher();

  beforeAll(async () => {
    await prepareJobs();
    const intake = createIntake({
      secrets: ["test-api-secret"],
      maxBytes: 1_000_000,
      onLifecycle: async (tx, { shopId, eventId }) => {
        await enqueueInTransaction(tx, "lifecycle-event", { shopId, eventId });
      },
    });
    const server = createServer((request, response) => {
      if (refusing) response.writeHead(503).end();
      else intake.handle(request, response);
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const { port } = server.address() as AddressInfo;
    const simulator = await startSimulator({
      apiKey: "test-api-key",
      apiSecrets: ["test-api-secret"],
      appUrl: APP_URL,
      resolve: { [APP_URL]: `http://127.0.0.1:${port}` },
    });
    const certificates = await ensureCertificates(
      join(process.cwd(), ".cache", "test-certificates"),
    );
    const proxy = await startConnectProxy({
      certificates,
      handleShopRequest: simulator.handleShopRequest,
    });
    setGlobalDispatcher(new ShopsOnly(proxy.port, certificates.ca));
    if (jobs) running = await startJobs({ databaseUrl: databaseAddress() });
    parts = { simulator, proxy, server, intake };
  });

  afterAll(async () => {
    await running?.stop();
    await stopEnqueueing();
    const { simulator, proxy, server, intake } = parts;
    await simulator.close();
    server.closeAllConnections();
    server.close();
    await intake.stop();
    await getGlobalDispatcher().close();
    setGlobalDispatcher(usual);
    await proxy.close();
  });

  const control: Shopify["control"] = async (method, path, body) => {
    const response = await fetch(`${parts.simulator.url}/control${path}`, {
      method,
      ...(body !== undefined && {
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  return () => ({
    simulator: parts.simulator,
    control,
    async installedStore(scopes = ALL_SCOPES, more = {}) {
      made += 1;
      const domain = `store-${process.pid}-${made}.myshopify.com`;
      await control("POST", "/shops", { domain, scopesGranted: scopes, ...more });
      return domain;
    },
    async openingOf(shop) {
      const { idToken } = await control("POST", `/shops/${shop}/id-token`);
      const address = new URL("/app", APP_URL);
      const host = Buffer.from(`admin.shopify.com/store/${shop.split(".")[0]}`).toString("base64");
      const query = { shop, host, embedded: "1", locale: "en", id_token: String(idToken) };
      address.search = new URLSearchParams(query).toString();
      return new Request(address, { headers: { "user-agent": "Mozilla/5.0 (a person)" } });
    },
    refuseWebhooks(refuse) {
      refusing = refuse;
    },
    async heldTopics(shop) {
      const { subscriptions } = await control("GET", `/shops/${shop}/subscriptions`);
      return (subscriptions as { topicName: string; uri: string }[])
        .filter(({ uri }) => uri === `${APP_URL}/webhooks`)
        .map(({ topicName }) => topicName)
        .sort();
    },
  });
}

/** Shops by the simulator's proxy, this machine directly, and nothing else. */
class ShopsOnly extends Dispatcher {
  readonly #shops: ProxyAgent;
  readonly #direct = new Agent();

  constructor(proxyPort: number, ca: string) {
    super();
    this.#shops = new ProxyAgent({ uri: `http://127.0.0.1:${proxyPort}`, requestTls: { ca } });
  }

  override dispatch(
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): boolean {
    const { hostname } = new URL(String(options.origin));
    if (hostname.endsWith(".myshopify.com")) return this.#shops.dispatch(options, handler);
    if (hostname === "127.0.0.1") return this.#direct.dispatch(options, handler);
    throw new Error(`a request to ${hostname} was not expected`);
  }

  override async close(): Promise<void> {
    await Promise.all([this.#shops.close(), this.#direct.close()]);
  }
}
