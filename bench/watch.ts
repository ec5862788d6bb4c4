// One round of the watch over many stores, some of which do not answer: node bench/watch.ts [stores]
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Agent, Dispatcher, ProxyAgent, setGlobalDispatcher } from "undici";
import { Session } from "@shopify/shopify-api";
import { ensureCertificates } from "../simulator/network/certificates.ts";
import { startConnectProxy } from "../simulator/network/connect-proxy.ts";
import { installApp } from "../simulator/store/installation.ts";
import { issueToken } from "../simulator/oauth/tokens.ts";
import { startSimulator } from "../simulator/simulator.ts";
import type { Shop } from "../simulator/store/shop.ts";
import { startDatabases, ROLLCALL_TEMPLATE, runSql } from "./database.ts";

Object.assign(process.env, {
  SHOPIFY_API_KEY: "bench-key",
  SHOPIFY_API_SECRET: "bench-secret",
  SHOPIFY_APP_URL: "https://rollcall.test",
  SCOPES: "read_orders,read_products,read_customers,read_inventory,read_fulfillments",
  ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
  LOG_LEVEL: "silent",
});
const SCOPES = (process.env["SCOPES"] ?? "").split(",");
const STORES = Number(process.argv[2] ?? 1_000);
const TOPICS = 20;
/** Of a hundred stores: hang until the call is given up; refuse; have lost a subscription. */
const HANGING = 1;
const BROKEN = 1;
const LOST = 5;

const db = await import("../app/db.server.ts");
const { startJobs } = await import("../app/jobs/runner.server.ts");
const { enqueue } = await import("../app/jobs/enqueue.server.ts");
const { findOrNoteShop } = await import("../app/shop-directory-store.server.ts");
const { sessionStorage } = await import("../app/session-store.server.ts");
const { closeLocks } = await import("../app/advisory-lock-store.server.ts");
const { DEFAULT_TOPICS } = await import("../app/subscriptions/topics.ts");

const databases = await startDatabases();
const url = await databases.create({ clone: ROLLCALL_TEMPLATE });
db.connectDatabase(url);
const simulator = await startSimulator({
  apiKey: "bench-key",
  apiSecrets: ["bench-secret"],
  appUrl: "https://rollcall.test",
});
const certificates = await ensureCertificates(join(process.cwd(), ".cache", "test-certificates"));
const proxy = await startConnectProxy({
  certificates,
  handleShopRequest: simulator.handleShopRequest,
});
const shops = new ProxyAgent({
  uri: `http://127.0.0.1:${proxy.port}`,
  requestTls: { ca: certificates.ca },
});
const direct = new Agent();
setGlobalDispatcher(
  new (class extends Dispatcher {
    override dispatch(
      options: Dispatcher.DispatchOptions,
      handler: Dispatcher.DispatchHandler,
    ): boolean {
      const { hostname } = new URL(String(options.origin));
      return (hostname.endsWith(".myshopify.com") ? shops : direct).dispatch(options, handler);
    }
  })(),
);

const control = (path: string, body: object) =>
  fetch(`${simulator.url}/control${path}`, { method: "POST", body: JSON.stringify(body) });
const chosen = DEFAULT_TOPICS.slice(0, TOPICS);
const domains = Array.from({ length: STORES }, (_, index) => `watch-${index}.myshopify.com`);
const kindOf = (index: number) => {
  const place = index % 100;
  if (place < HANGING) return "hanging";
  if (place < HANGING + BROKEN) return "broken";
  return place < HANGING + BROKEN + LOST ? "lost" : "whole";
};
console.log(`Making ${STORES} stores with ${TOPICS} topics each …`);
for (const [index, domain] of domains.entries()) await makeStore(domain, kindOf(index));

async function makeStore(domain: string, kind: string): Promise<void> {
  await control("/shops", { domain, empty: true });
  const shop = simulator.simulation.shops.get(domain) as Shop;
  installApp(simulator.simulation, shop, SCOPES);
  const token = issueToken(
    shop,
    { kind: "offline", expiring: true, scopes: SCOPES, userId: null },
    simulator.simulation.settings,
    Date.now(),
  );
  const held = kind === "lost" ? chosen.slice(1) : chosen;
  shop.subscriptions.push(
    ...held.map((topic, index) => ({
      id: String(10_000 + index),
      topic,
      uri: "https://rollcall.test/webhooks",
      format: "JSON" as const,
      filter: null,
      includeFields: [],
      metafieldNamespaces: [],
      metafields: [],
      name: null,
      apiVersion: "2026-10",
      createdAt: Date.now(),
      updatedAt: Date.now(),
      failuresInARow: 0,
    })),
  );
  const { shopId } = await findOrNoteShop(domain);
  await db.prisma.shop.update({
    where: { id: shopId },
    data: {
      installState: "active",
      installedAt: new Date(),
      chosenTopics: [...chosen],
      grantedScopes: [...SCOPES].sort(),
    },
  });
  await db.prisma.subscription.createMany({
    data: chosen.map((topic) => ({
      shopId,
      topic,
      state: "registered",
      uri: "https://rollcall.test/webhooks",
    })),
  });
  await sessionStorage.storeSession(
    new Session({
      id: `offline_${domain}`,
      shop: domain,
      state: "",
      isOnline: false,
      accessToken: token.token,
      scope: SCOPES.join(","),
      expires: new Date(token.expiresAt ?? 0),
      refreshToken: token.refreshToken ?? "",
    }),
  );
  if (kind === "hanging") await control("/faults/api", { kind: "hang", shop: domain });
  if (kind === "broken") await control("/faults/api", { kind: "down", shop: domain });
}

const began = performance.now();
const jobs = await startJobs({ databaseUrl: url });
await enqueue("watch-subscriptions", {});
const answering = domains.filter((_, index) => ["whole", "lost"].includes(kindOf(index))).length;
let checked = 0;
while (checked < answering) {
  await wait(100);
  const [row] = await runSql(
    url,
    "SELECT count(DISTINCT shop_id)::int AS checked FROM subscription WHERE checked_at IS NOT NULL",
  );
  checked = Number(row?.["checked"]);
}
const seconds = (performance.now() - began) / 1_000;
const [lost] = await runSql(
  url,
  "SELECT count(*)::int AS count FROM subscription_incident WHERE repaired_at IS NOT NULL",
);
const [spent] = await runSql(
  url,
  `SELECT avg(calls)::float8 AS calls, avg(cost)::float8 AS cost, max(cost)::int AS most FROM (
     SELECT sum(count) AS calls, sum(cost) AS cost FROM api_call_count
     WHERE outcome = 'success' GROUP BY shop_id) each_store`,
);
const [limited] = await runSql(
  url,
  "SELECT COALESCE(sum(count), 0)::int AS count FROM api_call_count WHERE outcome = 'throttled'",
);
console.log(
  `${answering} of ${STORES} stores were checked in ${seconds.toFixed(1)} s (${((seconds * 1_000) / answering).toFixed(1)} ms a store), beside ${STORES - answering} that hung or were down`,
);
console.log(`${String(lost?.["count"])} lost subscriptions were made again`);
console.log(
  `a store costs ${Number(spent?.["calls"]).toFixed(1)} calls and ${Number(spent?.["cost"]).toFixed(0)} points (at most ${String(spent?.["most"])}, of 100 that come back each second); ${String(limited?.["count"])} calls were limited`,
);
await jobs.stop();
await closeLocks();
await db.disconnectDatabase();
await databases.drop(url);
await proxy.close();
await simulator.close();
await databases.stop();
process.exit(0);
