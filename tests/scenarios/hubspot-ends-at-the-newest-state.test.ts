import { afterAll, beforeAll, expect, test } from "vitest";
import { createDestination } from "#app/destinations/destination-store.server.ts";
import { destinationSecrets } from "#app/destinations/destination-queries.server.ts";
import type { SendTarget } from "#app/destinations/destination-kind.ts";
import type { HubSpotSettings } from "#app/destinations/hubspot/hubspot-description.ts";
import { drive } from "#tests/setup/crm-stream/drive.ts";
import { expectedCustomers, expectedOrders } from "#tests/setup/crm-stream/expected.ts";
import { makeStream } from "#tests/setup/crm-stream/stream.ts";
import {
  HUBSPOT_SCOPES,
  type HubSpotAccount,
  PLAIN_HUBSPOT,
  startHubSpotAccount,
} from "#tests/setup/hubspot-account.ts";
import { createShop } from "#tests/setup/pipeline.ts";
import { useDatabase } from "#tests/setup/with-database.ts";
import type { HubSpot } from "../../simulator/crm/hubspot/hubspot.ts";

/** `CRM_STREAM_ORDERS=5000 CRM_STREAM_SEED=3` for more than the usual few seconds. */
const ORDERS = Number(process.env["CRM_STREAM_ORDERS"] ?? 250);
const SEED = Number(process.env["CRM_STREAM_SEED"] ?? 7);

useDatabase();
let account: HubSpotAccount;
let target: SendTarget<HubSpotSettings>;

beforeAll(async () => {
  account = await startHubSpotAccount({ perTenSeconds: 1_000_000, seed: SEED, totalMs: 4_000 });
  const shop = await createShop();
  const app = { clientId: "client", clientSecret: "client-secret", scopes: HUBSPOT_SCOPES };
  const refreshToken = account.hubspot.tokens.connectApp(app);
  const settings: HubSpotSettings = { ...PLAIN_HUBSPOT, auth: "oauth", clientId: app.clientId };
  const values = {
    kind: "hubspot",
    name: "HubSpot",
    settings,
    topics: [],
    onDeadLetter: "free",
    maxAgeSeconds: 3_600,
    concurrency: 4,
  } as const;
  const credentials = { clientSecret: app.clientSecret, refreshToken };
  const { shopId, domain: shopDomain } = shop;
  const destinationId = await createDestination(shopId, values, "test", {
    set: credentials,
    keep: [],
  });
  const secrets = await destinationSecrets(shopId, destinationId);
  if (!secrets) throw new Error("the destination has no secrets");
  target = { shopId, shopDomain, destinationId, settings, secrets };
  expect(await account.adapter.setUp?.(target, {})).toMatchObject({ ok: true });
});
afterAll(() => account.stop());

test(
  "orders, refunds, edits, cancellations and merges, doubled and shuffled, through every fault",
  async () => {
    const { hubspot } = account;
    const { store, messages } = makeStream(ORDERS, SEED);
    for (const kind of ["burst", "daily", "status", "close", "close-after", "expire"] as const) {
      hubspot.faults.add({ kind, status: 502, share: 0.02 });
    }
    hubspot.faults.add({ kind: "hang-after", times: 2, share: 0.05 });
    hubspot.faults.add({ kind: "hang", times: 1, share: 0.05 });
    const tally = await drive(account.adapter, target, messages);
    expect(tally.delivered).toBe(messages.length);
    expect(Object.keys(hubspot.faults.struck).sort()).toEqual(
      expect.arrayContaining(["burst", "close", "close-after", "daily", "expire", "status"]),
    );
    hubspot.faults.clear();
    const wanted = { orders: expectedOrders(store), customers: expectedCustomers(store) };
    expect(held(hubspot, target.shopDomain)).toEqual(wanted);
    expectNothingElse(hubspot, wanted);

    // Replayed whole, in another order still: nothing changes, and nothing is made.
    const before = snapshot(hubspot);
    const again = await drive(account.adapter, target, [...messages].reverse());
    expect(again).toMatchObject({ delivered: messages.length, failed: 0 });
    expect(snapshot(hubspot)).toEqual(before);
  },
  120_000 + ORDERS * 100,
);

const STAGES = new Map(Object.entries(PLAIN_HUBSPOT.stages.of).map(([name, id]) => [id, name]));

/** What HubSpot holds, in the words of `expected.ts`. */
function held(hubspot: HubSpot, shopDomain: string) {
  const { contacts, orders, line_items } = hubspot.portal.tables;
  const prefix = `${shopDomain.replace(".myshopify.com", "")}:`;
  const idOf = (key: string | undefined) => key?.slice(prefix.length) ?? "?";
  const ends = new Map<string, string[]>();
  for (const key of hubspot.portal.associations.keys()) {
    const [from = "", to = ""] = key.split("→");
    ends.set(from, [...(ends.get(from) ?? []), to]);
  }
  const linked = (from: string, to: string): string[] =>
    (ends.get(from) ?? [])
      .filter((end) => end.startsWith(`${to}/`))
      .map((end) => end.slice(to.length + 1));
  return {
    orders: [...orders.records.values()]
      .map(({ id, properties: p }) => {
        const [contact, ...more] = linked(`orders/${id}`, "contacts");
        expect(more).toEqual([]);
        // The stage “Cancelled” stands for what was paid back whole, too; the plain word tells.
        expect(STAGES.has(p["hs_pipeline_stage"] ?? "")).toBe(true);
        expect(PLAIN_HUBSPOT.stages.of).toHaveProperty(
          p["hs_external_order_status"] ?? "",
          p["hs_pipeline_stage"],
        );
        return {
          id: idOf(p["rollcall_key"]),
          name: p["hs_order_name"],
          stage: p["hs_external_order_status"],
          payment: p["hs_payment_status"],
          fulfillment: p["hs_fulfillment_status"],
          total: p["rollcall_ordered_total"],
          refunded: p["rollcall_refunded"],
          net: p["hs_total_price"],
          currency: p["hs_currency_code"],
          customerTotal: p["rollcall_customer_total"],
          customerCurrency: p["rollcall_customer_currency"],
          createdAt: p["hs_external_created_date"],
          note: p["hs_order_note"] ?? "",
          tracking: p["hs_shipping_tracking_number"] ?? "",
          customerId:
            contact === undefined
              ? undefined
              : idOf(contacts.records.get(contact)?.properties["rollcall_key"]),
          lines: linked(`orders/${id}`, "line_items")
            .map((line) => line_items.records.get(line)?.properties ?? {})
            .map((line) => ({
              id: idOf(line["rollcall_key"]),
              name: line["name"],
              sku: line["hs_sku"],
              quantity: line["quantity"],
            }))
            .sort(byId),
        };
      })
      .sort(byId),
    customers: [...contacts.records.values()]
      .map(({ properties: p }) => ({
        id: idOf(p["rollcall_key"]),
        firstName: p["firstname"],
        lastName: p["lastname"],
        email: p["email"] ?? "",
        phone: p["phone"] ?? "",
        city: p["city"] ?? "",
        consent: p["rollcall_email_consent"] ?? "",
      }))
      .sort(byId),
  };
}

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);

function expectNothingElse(
  { portal }: HubSpot,
  wanted: { orders: { lines: readonly unknown[] }[]; customers: unknown[] },
): void {
  expect(portal.tables.orders.records.size).toBe(wanted.orders.length);
  expect(portal.tables.contacts.records.size).toBe(wanted.customers.length);
  const lines = wanted.orders.reduce((sum, order) => sum + order.lines.length, 0);
  expect(portal.tables.line_items.records.size).toBe(lines);
  expect(portal.tables.deals.records.size).toBe(0);
}

function snapshot({ portal }: HubSpot) {
  return {
    records: Object.values(portal.tables).map(({ records }) =>
      [...records.values()].map(({ id, properties }) => ({ id, properties: { ...properties } })),
    ),
    associations: [...portal.associations.keys()].sort(),
  };
}
