import type { IncomingMessage, ServerResponse } from "node:http";

/** One webhook subscription of the app's configuration file (`shopify.app.toml`). */
interface DeclaredTopic {
  /** Such as `app/uninstalled`. */
  topic: string;
  /** Absolute, or a path below `appUrl`. */
  uri: string;
  filter?: string;
  includeFields?: string[];
  name?: string;
}

/** Answers true when it has taken the request. */
type ExtraHandler = (req: IncomingMessage, res: ServerResponse) => boolean | Promise<boolean>;

export interface SimulatorOptions {
  /** 0 takes any free port. */
  port?: number;
  host?: string;
  apiKey: string;
  /** Active secrets of the app, oldest first. The oldest one signs, as at Shopify. */
  apiSecrets: string[];
  /** The app's public address, without a trailing slash. */
  appUrl: string;
  declaredTopics?: DeclaredTopic[];
  /** How much faster than real time retries run: 3600 is an hour in a second. */
  timeScale?: number;
  /** Where the state is kept between runs. Unset: nothing outlives the process. */
  dataDir?: string;
  /**
   * Where public origins are really found, in place of DNS:
   * `{"https://app.example": "http://127.0.0.1:3000"}`.
   */
  resolve?: Record<string, string>;
  extraHandlers?: ExtraHandler[];
  log?: (line: string, fields?: Record<string, unknown>) => void;
  /** Webhooks under way at once to one origin. */
  webhookConcurrency?: number;
  /** Finished webhooks kept for the list; counts stay exact. */
  keepWebhooks?: number;
  /** Requests kept per destination; counts stay exact. */
  keepRequests?: number;
  /** Orders kept per shop; the oldest go first. */
  keepOrders?: number;
}

export type ResolvedOptions = Required<Omit<SimulatorOptions, "dataDir">> & {
  dataDir: string | null;
};

const DECLARED_BY_DEFAULT = [
  "app/uninstalled",
  "app/scopes_update",
  "customers/data_request",
  "customers/redact",
  "shop/redact",
];

/**
 * Fills in the defaults.
 *
 * @throws Error when `apiKey`, `apiSecrets` or `appUrl` cannot be used.
 */
export function resolveOptions(options: SimulatorOptions): ResolvedOptions {
  if (!options.apiKey) throw new Error("the simulator needs an apiKey");
  if (options.apiSecrets.length === 0) throw new Error("the simulator needs at least one secret");
  const appUrl = new URL(options.appUrl).href.replace(/\/$/, "");
  return {
    port: options.port ?? 0,
    host: options.host ?? "127.0.0.1",
    apiKey: options.apiKey,
    apiSecrets: [...options.apiSecrets],
    appUrl,
    declaredTopics:
      options.declaredTopics ??
      DECLARED_BY_DEFAULT.map((topic) => ({ topic, uri: `${appUrl}/webhooks` })),
    timeScale: options.timeScale ?? 1,
    dataDir: options.dataDir ?? null,
    resolve: options.resolve ?? {},
    extraHandlers: options.extraHandlers ?? [],
    log: options.log ?? (() => undefined),
    webhookConcurrency: options.webhookConcurrency ?? 64,
    keepWebhooks: options.keepWebhooks ?? 2_000,
    keepRequests: options.keepRequests ?? 2_000,
    keepOrders: options.keepOrders ?? 20_000,
  };
}
