import { join } from "node:path";
import { startSimulator } from "./simulator.ts";

function required(name: string): string {
  const value = process.env[name];
  if (!value) {
    console.error(`${name} is not set: the simulator signs and answers for one app and needs it`);
    process.exit(1);
  }
  return value;
}

const appUrl = required("SHOPIFY_APP_URL");
const webhookUrl = process.env["APP_WEBHOOK_URL"] ?? `${appUrl.replace(/\/$/, "")}/webhooks`;
const declared = [
  "app/uninstalled",
  "app/scopes_update",
  "customers/data_request",
  "customers/redact",
  "shop/redact",
];

const simulator = await startSimulator({
  port: Number(process.env["SIMULATOR_PORT"] ?? 0),
  apiKey: required("SHOPIFY_API_KEY"),
  apiSecrets: required("SHOPIFY_API_SECRET")
    .split(",")
    .map((secret) => secret.trim()),
  appUrl,
  declaredTopics: declared.map((topic) => ({ topic, uri: webhookUrl })),
  timeScale: Number(process.env["SIMULATOR_TIME_SCALE"] ?? 1),
  ...(process.env["DATA_DIR"] ? { dataDir: join(process.env["DATA_DIR"], "simulator") } : {}),
  log: (line, fields) => console.error(JSON.stringify({ msg: line, ...fields })),
});
console.log(`simulator ready on ${simulator.url}`);

let stopping = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    void simulator.close().then(() => process.exit(0));
  });
}
