import { isIP } from "node:net";
import { z } from "zod";

/** A value of the environment that is missing, malformed or at odds with another. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

export type Role = "web" | "worker" | "all";

export type Config = Readonly<{
  port: number;
  host: string;
  role: Role;
  logLevel: string;
  shopify: Readonly<{
    apiKey: string;
    /** Newest first; every one of them verifies, since Shopify signs with the oldest unrevoked one. */
    apiSecrets: readonly [string, ...string[]];
    appUrl: URL;
    scopes: readonly string[];
  }>;
  /** Undefined: the embedded PostgreSQL in `dataDir`. */
  databaseUrl: string | undefined;
  /** Where the shops' keys are; undefined: beside the database, on the same server. */
  keyDatabaseUrl: string | undefined;
  dataDir: string;
  /** Keys by version; new values are encrypted with the highest. */
  encryptionKeys: ReadonlyMap<number, Buffer>;
  /** Addresses and CIDRs that destinations may have although they are private. */
  allowedPrivateDestinations: readonly string[];
  metricsToken: string | undefined;
  smtpUrl: URL | undefined;
  /** Whom alerts by e-mail come from; undefined: rollcall@ the app's host. */
  alertFrom: string | undefined;
  /** Where HubSpot's API is, without a slash at its end. */
  hubspotApiUrl: string;
  /** A change younger than this is not missed yet: its webhook may be on its way. */
  compareGraceSeconds: number;
  /** Largest accepted webhook body, in bytes. */
  maxWebhookBytes: number;
}>;

type Environment = Readonly<Record<string, string | undefined>>;

const KEY_CURE = "set it to the output of: openssl rand -base64 32";

/**
 * Reads the configuration from environment variables.
 * @throws ConfigError with one line that names the variable and says how to set it.
 */
export function parseConfig(environment: Environment): Config {
  const read = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const parse = <T>(name: string, schema: z.ZodType<T>, fallback?: string): T => {
    const result = schema.safeParse(read(name) ?? fallback);
    if (result.success) return result.data;
    const missing = read(name) === undefined;
    const cure = result.error.issues[0]?.message ?? "is not valid";
    throw new ConfigError(`${name} ${missing ? "is missing" : "is not valid"}: ${cure}`);
  };

  const role = parse("ROLE", oneOf(["web", "worker", "all"]), "all");
  const databaseUrl = parse("DATABASE_URL", databaseAddress.optional());
  if (databaseUrl === undefined && role !== "all") {
    throw new ConfigError(
      `ROLE is "${role}" but DATABASE_URL is missing: the embedded PostgreSQL serves one process, so set DATABASE_URL to a PostgreSQL that all processes share, or ROLE to "all"`,
    );
  }
  const keyDatabaseUrl = parse("KEY_DATABASE_URL", databaseAddress.optional());
  if (keyDatabaseUrl !== undefined && keyDatabaseUrl === databaseUrl) {
    throw new ConfigError(
      "KEY_DATABASE_URL is the same as DATABASE_URL: set it to another database, so that no backup holds the keys beside what they open",
    );
  }
  const apiKey = parse("SHOPIFY_API_KEY", text("copy the client ID from the app's settings"));
  const scopes = parse("SCOPES", scopeList);

  return {
    port: parse("PORT", portNumber, "3000"),
    host: parse("HOST", text("set it to an address to listen on, such as 0.0.0.0"), "0.0.0.0"),
    role,
    logLevel: parse(
      "LOG_LEVEL",
      oneOf(["fatal", "error", "warn", "info", "debug", "trace", "silent"]),
      "info",
    ),
    shopify: {
      apiKey,
      apiSecrets: parse("SHOPIFY_API_SECRET", secretList),
      appUrl: parse("SHOPIFY_APP_URL", appAddress),
      scopes,
    },
    databaseUrl,
    keyDatabaseUrl,
    dataDir: parse("DATA_DIR", text("set it to a folder"), ".data"),
    encryptionKeys: parse("ENCRYPTION_KEY", encryptionKeys),
    allowedPrivateDestinations: parse("ALLOWED_PRIVATE_DESTINATIONS", addressList, ""),
    metricsToken: parse(
      "METRICS_TOKEN",
      z
        .string()
        .min(16, "use at least 16 characters, for example: openssl rand -hex 16")
        .optional(),
    ),
    smtpUrl: parse("SMTP_URL", smtpAddress.optional()),
    alertFrom: parse("ALERT_FROM", sender.optional()),
    hubspotApiUrl: parse("HUBSPOT_API_URL", apiAddress, "https://api.hubapi.com"),
    compareGraceSeconds: parse("COMPARE_GRACE_SECONDS", wholeNumber(1, 3_600), "300"),
    maxWebhookBytes: parse("MAX_WEBHOOK_BYTES", wholeNumber(1_024, 100_000_000), "10000000"),
  };
}

function text(cure: string) {
  return z.string({ error: cure }).min(1, cure);
}

function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, { error: `use one of ${values.join(", ")}` });
}

function wholeNumber(from: number, to: number) {
  const cure = `use a whole number from ${from} to ${to}`;
  return z
    .string({ error: cure })
    .regex(/^\d+$/, cure)
    .transform(Number)
    .refine((number) => number >= from && number <= to, cure);
}

const portNumber = wholeNumber(1, 65_535);

function address(cure: string, protocols: readonly string[]) {
  return z
    .string({ error: cure })
    .refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), cure);
}

const databaseAddress = address("use postgresql://user:password@host:5432/database", [
  "postgres:",
  "postgresql:",
]);

const appCure = "set it to the app's public address, such as https://rollcall.example.com";
const appAddress = address(appCure, ["https:", "http:"])
  .refine(
    (value) => URL.canParse(value) && new URL(value).pathname === "/",
    `${appCure} (without a path)`,
  )
  .transform((value) => new URL(value));

const apiAddress = address("use an address such as https://api.hubapi.com", [
  "https:",
  "http:",
]).transform((value) => value.replace(/\/+$/, ""));

const smtpAddress = address("use smtp://user:password@host:587", ["smtp:", "smtps:"]).transform(
  (value) => new URL(value),
);

const senderCure = "use an address such as Rollcall <alerts@example.com>";
const sender = z.string({ error: senderCure }).regex(/^[^\r\n]*\S+@\S+$/, senderCure);

function list(value: string): string[] {
  return value
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

const secretCure =
  "copy the client secret from the app's settings (two, with a comma, during a rotation)";
const secretList = z
  .string({ error: secretCure })
  .transform(list)
  .refine((values): values is [string, ...string[]] => values.length > 0, secretCure);

const scopeCure = "set it to the scopes of shopify.app.toml, such as read_orders,read_products";
const scopeList = z
  .string({ error: scopeCure })
  .transform(list)
  .refine((values) => values.length > 0, scopeCure)
  .refine((values) => values.every((scope) => /^[a-z_]+$/.test(scope)), scopeCure);

const addressCure = "use addresses or ranges such as 10.0.0.5,192.168.0.0/16";
const addressList = z
  .string({ error: addressCure })
  .transform(list)
  .refine((values) => values.every(isAddressOrRange), addressCure);

function isAddressOrRange(value: string): boolean {
  const [host = "", bits, ...rest] = value.split("/");
  const family = isIP(host);
  if (family === 0 || rest.length > 0) return false;
  if (bits === undefined) return true;
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}

/** `base64` alone is version 1; `2:base64,1:base64` while a key is being replaced. */
const encryptionKeys = z
  .string({ error: KEY_CURE })
  .transform(list)
  .refine((values) => values.length > 0 && values.every((value) => readKey(value) !== undefined), {
    error: KEY_CURE,
  })
  .transform((values) => new Map(values.map((value) => readKey(value) ?? [0, Buffer.alloc(0)])))
  .refine((keys) => keys.size > 0, KEY_CURE);

function readKey(value: string): [number, Buffer] | undefined {
  const match = /^(?:(\d{1,3}):)?([A-Za-z0-9+/=_-]+)$/.exec(value);
  if (!match) return undefined;
  const version = Number(match[1] ?? "1");
  const key = Buffer.from(match[2] ?? "", "base64");
  return key.length === 32 && version >= 1 && version <= 255 ? [version, key] : undefined;
}
