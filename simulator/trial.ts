import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { startSimulator, type Simulator, type SimulatorOptions } from "./simulator.ts";

export const TRIAL_KEY = "trial-key";
export const TRIAL_SECRET = "trial-secret";
export const TRIAL_SHOP = "harbour-goods.myshopify.com";
export const TRIAL_SCOPES = [
  "read_orders",
  "read_products",
  "read_customers",
  "read_inventory",
  "read_locations",
  "read_fulfillments",
];

export interface Received {
  headers: IncomingHttpHeaders;
  body: Buffer;
  at: number;
}

/** The simulator with an app that records what it is sent, for the simulator's own tests. */
export interface Trial {
  simulator: Simulator;
  appUrl: string;
  received: Received[];
  /** What the app answers from now on; null is no answer at all. */
  answer(status: number | null, headers?: Record<string, string>): void;
  control(method: string, path: string, body?: unknown): Promise<TrialAnswer>;
  /** The token endpoint of the trial shop. */
  oauth(form: Record<string, string>): Promise<TrialAnswer>;
  exchange(more?: Record<string, string>): Promise<TrialAnswer>;
  graphql(query: string, variables?: unknown, token?: string): Promise<TrialAnswer>;
  /** Subscribes the app to topics (`ORDERS_CREATE`); more goes into the input. */
  subscribe(topic: string, more?: Record<string, unknown>): Promise<TrialAnswer>;
  /** Ends the simulator and starts it anew on the same data. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

interface TrialAnswer {
  status: number;
  // The answers are asserted upon as they are; a type for each would only repeat the assertions.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

const CREATE = `mutation Subscribe($topic: WebhookSubscriptionTopic!, $input: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $input) {
    webhookSubscription { id topic uri name filter includeFields apiVersion { handle } }
    userErrors { field message }
  }
}`;

async function send(url: string, init: RequestInit): Promise<TrialAnswer> {
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, body: text.startsWith("<") ? text : JSON.parse(text) };
}

/** Starts a trial with one shop that has the app installed. */
export async function startTrial(options: Partial<SimulatorOptions> = {}): Promise<Trial> {
  const received: Received[] = [];
  let status: number | null = 200;
  let headers: Record<string, string> = {};
  const app: Server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on("data", (part: Buffer) => parts.push(part));
    req.on("end", () => {
      received.push({ headers: req.headers, body: Buffer.concat(parts), at: Date.now() });
      if (status !== null) res.writeHead(status, headers).end();
    });
  });
  await new Promise<void>((done) => app.listen(0, "127.0.0.1", done));
  const appUrl = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
  const start = () =>
    startSimulator({ apiKey: TRIAL_KEY, apiSecrets: [TRIAL_SECRET], appUrl, ...options });
  let simulator = await start();
  let token = "";

  const json = (method: string, body: unknown, more: Record<string, string> = {}): RequestInit => ({
    method,
    headers: { "content-type": "application/json", ...more },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const trial: Trial = {
    get simulator() {
      return simulator;
    },
    appUrl,
    received,
    answer(next, more = {}) {
      status = next;
      headers = more;
    },
    control: (method, path, body) => send(`${simulator.url}/control${path}`, json(method, body)),
    oauth: (form) =>
      send(
        `${simulator.url}/shops/${TRIAL_SHOP}/admin/oauth/access_token`,
        json("POST", { client_id: TRIAL_KEY, client_secret: TRIAL_SECRET, ...form }),
      ),
    exchange: (more = {}) =>
      trial.oauth({
        grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token: simulator.mintIdToken({ shop: TRIAL_SHOP }),
        subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
        requested_token_type: "urn:shopify:params:oauth:token-type:offline-access-token",
        expiring: "1",
        ...more,
      }),
    graphql: (query, variables, own) =>
      send(
        `${simulator.url}/shops/${TRIAL_SHOP}/admin/api/2026-10/graphql.json`,
        json("POST", { query, variables }, { "x-shopify-access-token": own ?? token }),
      ),
    subscribe: (topic, more = {}) =>
      trial.graphql(CREATE, { topic, input: { uri: `${appUrl}/webhooks`, ...more } }),
    async restart() {
      await simulator.close();
      simulator = await start();
    },
    async close() {
      await simulator.close();
      app.closeAllConnections();
      await new Promise((done) => app.close(done));
    },
  };
  await trial.control("POST", "/shops", {
    domain: TRIAL_SHOP,
    scopesGranted: TRIAL_SCOPES,
    seed: 7,
  });
  token = (await trial.exchange()).body.access_token;
  return trial;
}
