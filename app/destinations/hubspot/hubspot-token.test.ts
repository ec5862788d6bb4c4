import { afterEach, beforeEach, expect, test } from "vitest";
import { createShop } from "#tests/setup/pipeline.ts";
import { orderMessage } from "#tests/setup/crm-messages.ts";
import {
  HUBSPOT_SCOPES,
  type HubSpotAccount,
  PLAIN_HUBSPOT,
  startHubSpotAccount,
} from "#tests/setup/hubspot-account.ts";
import { useDatabase } from "#tests/setup/with-database.ts";
import type { SendTarget } from "../destination-kind.ts";
import { destinationSecrets } from "../destination-queries.server.ts";
import { createDestination } from "../destination-store.server.ts";
import { parseAllowList } from "../outgoing-address.ts";
import { createHubSpotAdapter } from "./hubspot-destination.server.ts";
import type { HubSpotSettings } from "./hubspot-description.ts";

useDatabase();
let account: HubSpotAccount;
let target: SendTarget<HubSpotSettings>;
/** Three adapters that share nothing but the database, as three processes do. */
let adapters: ReturnType<typeof createHubSpotAdapter>[];
const CLIENT = { clientId: "client", clientSecret: "the-client-secret" };

beforeEach(async () => {
  account = await startHubSpotAccount();
  adapters = Array.from({ length: 3 }, () =>
    createHubSpotAdapter({ apiUrl: account.url, allowList: parseAllowList(["127.0.0.1"]) }),
  );
  const { shopId, domain: shopDomain } = await createShop();
  const refreshToken = account.hubspot.tokens.connectApp({ ...CLIENT, scopes: HUBSPOT_SCOPES });
  const settings: HubSpotSettings = { ...PLAIN_HUBSPOT, auth: "oauth", clientId: CLIENT.clientId };
  const values = {
    kind: "hubspot",
    name: "HubSpot",
    settings,
    topics: [],
    onDeadLetter: "free",
    maxAgeSeconds: 3_600,
    concurrency: 4,
  } as const;
  const set = { clientSecret: CLIENT.clientSecret, refreshToken };
  const destinationId = await createDestination(shopId, values, "test", { set, keep: [] });
  const secrets = await destinationSecrets(shopId, destinationId);
  if (!secrets) throw new Error("the destination has no secrets");
  target = { shopId, shopDomain, destinationId, settings, secrets };
  await account.adapter.setUp?.(target, {});
});
afterEach(async () => {
  for (const adapter of adapters) await adapter.close?.();
  await account.stop();
});

const sendByAll = () =>
  Promise.all(
    adapters.flatMap((adapter) =>
      Array.from({ length: 4 }, () => adapter.deliver(orderMessage(), target, {})),
    ),
  );

test("an expired token is renewed once for all processes, and no delivery fails by it", async () => {
  const { tokens } = account.hubspot;
  tokens.refreshes = 0;
  tokens.expireAll(Date.now());
  const results = await sendByAll();
  expect(results.map((one) => one.type === "judged" && one.outcome)).toEqual(
    Array.from({ length: 12 }, () => "delivered"),
  );
  expect(tokens.refreshes).toBe(1);
});

test("a refresh token that is refused is the settings' fault, and shows no secret", async () => {
  const { tokens } = account.hubspot;
  tokens.expireAll(Date.now());
  tokens.refreshTokens.clear();
  const results = await sendByAll();
  for (const result of results) {
    expect(result).toMatchObject({ outcome: "misconfigured", cause: "refresh_token_refused" });
    expect(JSON.stringify(result)).not.toContain(CLIENT.clientSecret);
  }
});
