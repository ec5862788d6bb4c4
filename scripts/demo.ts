import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildIfStale, generateClient } from "./build-steps.ts";
import { ROOT, step } from "./command.ts";
import { type RunningApp, startBuiltApp } from "./built-app.ts";
import { compareOnce, openAppOnce, connectDestinations } from "./demo-store.ts";

const DATA_DIR = process.env["DATA_DIR"] ?? join(ROOT, ".data/demo");
const PORT = portFrom("PORT", 3000);
const SIMULATOR_PORT = portFrom("SIMULATOR_PORT", 4000);
const STORE = "snow-and-pine";
const SCOPES = [
  "read_orders",
  "read_products",
  "read_customers",
  "read_inventory",
  "read_fulfillments",
  "read_locations",
];

const stops: (() => Promise<unknown>)[] = [];
/** What the app has printed, once it runs. */
let printed = () => "";
let stopping: Promise<void> | undefined;
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop(0));

try {
  await run();
} catch (error) {
  if (!stopping) {
    process.stdout.write(`\nThe demo could not start: ${(error as Error).message}\n${printed()}`);
    await stop(1);
  }
}

async function run(): Promise<void> {
  await step("Generating the database client", () => generateClient());
  await step("Building the app (only when something changed)", buildIfStale);
  // After the build: these import what it generated.
  const { startWholeShopify } = await import("../simulator/whole-shopify.ts");
  const { startAppProxy } = await import("../simulator/network/app-proxy.ts");
  const { freePort } = await import("./free-port.ts");

  const keys = await demoKeys();
  const appPort = await freePort();
  const appUrl = `http://localhost:${PORT}`;
  const shopify = await step("Starting the simulated Shopify", () =>
    startWholeShopify({
      port: SIMULATOR_PORT,
      apiKey: keys.apiKey,
      apiSecrets: [keys.apiSecret],
      appUrl,
      dataDir: join(DATA_DIR, "shopify"),
      certificateDirectory: join(DATA_DIR, "certificates"),
      app: { name: "Rollcall", handle: "rollcall", scopes: SCOPES },
    }),
  );
  stops.push(() => shopify.close());
  const proxy = await startAppProxy({ appPort, port: PORT, shellOrigin: shopify.shellUrl });
  stops.push(() => proxy.close());

  const app = await step("Starting Rollcall and its PostgreSQL", () =>
    startBuiltApp({
      ...shopify.environment,
      PORT: String(appPort),
      HOST: "127.0.0.1",
      SHOPIFY_API_KEY: keys.apiKey,
      SHOPIFY_API_SECRET: keys.apiSecret,
      SHOPIFY_APP_URL: appUrl,
      SCOPES: SCOPES.join(","),
      ENCRYPTION_KEY: keys.encryptionKey,
      DATA_DIR: join(DATA_DIR, "app"),
      ROLE: "all",
      LOG_LEVEL: process.env["LOG_LEVEL"] ?? "warn",
      // So that a lost webhook is found while somebody watches; in a real store it is minutes.
      COMPARE_GRACE_SECONDS: "20",
      // The demo's destinations are recorded by the simulator on this machine.
      ALLOWED_PRIVATE_DESTINATIONS: "127.0.0.1",
    }),
  );
  stops.push(() => app.stop());
  printed = app.output;
  void app.ended.then(() => whenAppEnds(app));

  const place = { control: shopify.shellUrl, app: appUrl, store: STORE };
  await step("Installing the app into the store", () => openAppOnce(place, SCOPES));
  await step("Connecting its destinations", () => connectDestinations(place));
  await fetch(`${shopify.shellUrl}/control/shops/${STORE}/traffic`, {
    method: "POST",
    body: JSON.stringify({ ordersPerMinute: 12 }),
  });

  const compare = setTimeout(() => void compareOnce(place).catch(() => undefined), 45_000);
  stops.push(async () => clearTimeout(compare));

  process.stdout.write(`
Rollcall is running. Open the store's admin, with the app inside it:

    ${shopify.shellUrl}/store/${STORE}/apps/rollcall

Orders keep coming in. Place your own under "Orders". Ctrl-C stops everything; the next
run goes on with the same data (${DATA_DIR}).
`);
}

type Keys = Readonly<{ apiKey: string; apiSecret: string; encryptionKey: string }>;

/** Made on the first run and kept, so that the second run can read what the first one stored. */
async function demoKeys(): Promise<Keys> {
  const file = join(DATA_DIR, "keys.json");
  await mkdir(DATA_DIR, { recursive: true });
  const kept = await readFile(file, "utf8").catch(() => undefined);
  if (kept) return JSON.parse(kept) as Keys;
  const keys: Keys = {
    apiKey: randomBytes(16).toString("hex"),
    apiSecret: randomBytes(24).toString("hex"),
    encryptionKey: randomBytes(32).toString("base64"),
  };
  await writeFile(file, JSON.stringify(keys), { mode: 0o600 });
  return keys;
}

function whenAppEnds(app: RunningApp): void {
  if (stopping) return;
  process.stdout.write(`\nRollcall ended by itself:\n${app.output().slice(-2_000)}\n`);
  void stop(1);
}

/** Everything that was started, newest first. */
function stop(code: number): Promise<void> {
  stopping ??= (async () => {
    process.stdout.write("\nStopping …\n");
    for (const one of stops.reverse()) await one().catch(() => undefined);
    process.exit(code);
  })();
  return stopping;
}

function portFrom(name: string, fallback: number): number {
  const port = Number(process.env[name] ?? fallback);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  process.stdout.write(`${name} is not valid: use a whole number from 1 to 65535\n`);
  process.exit(1);
}
