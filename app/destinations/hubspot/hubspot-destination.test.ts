import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { crmMessage, orderPayload } from "#tests/setup/crm-messages.ts";
import {
  HUBSPOT_SCOPES,
  type HubSpotAccount,
  startHubSpotAccount,
} from "#tests/setup/hubspot-account.ts";
import { useDatabase } from "#tests/setup/with-database.ts";
import type { SendTarget } from "../destination-kind.ts";
import { untilMidnightIn } from "./account-clock.server.ts";
import type { HubSpotSettings } from "./hubspot-description.ts";
import { defaultMapping } from "./hubspot-mapping.ts";

useDatabase();
let account: HubSpotAccount;
let target: SendTarget<HubSpotSettings>;
const store = (shopDomain: string) => ({
  shopId: randomUUID(),
  destinationId: randomUUID(),
  shopDomain,
});

beforeEach(async () => {
  account = await startHubSpotAccount();
  target = account.target(store("harbour-goods.myshopify.com"));
  await account.adapter.setUp?.(target, {});
});
afterEach(() => account.stop());

const send = (topic: string, payload: object, to = target) =>
  account.adapter.deliver(crmMessage(topic, payload), to, {});
const contacts = () => [...account.hubspot.portal.tables.contacts.records.values()];
const orders = () => [...account.hubspot.portal.tables.orders.records.values()];
const DELIVERED = { type: "judged", outcome: "delivered" };

const customer = (id: number, email: string, second = 0, more: object = {}) => ({
  id,
  email,
  first_name: "Ann",
  updated_at: `2026-11-20T09:00:${String(second).padStart(2, "0")}Z`,
  ...more,
});

/** Puts a contact there that came from elsewhere: a form, a list. */
function putContact(properties: Record<string, string>): string {
  const { portal } = account.hubspot;
  const id = portal.nextId();
  portal.tables.contacts.write({ id, properties: {}, createdAt: 0, updatedAt: 0 }, properties, 0);
  return id;
}

describe("a contact that HubSpot has already", () => {
  test("becomes the customer's, and keeps what Shopify does not know", async () => {
    const id = putContact({ email: "ann@example.com", phone: "+49301234", firstname: "Annie" });
    const payload = customer(7, "Ann@example.com", 0, { phone: null });
    expect(await send("customers/create", payload)).toMatchObject(DELIVERED);
    expect(contacts()).toHaveLength(1);
    expect(contacts()[0]).toMatchObject({
      id,
      properties: { rollcall_key: "harbour-goods:7", firstname: "Ann", phone: "+49301234" },
    });
    // And later, too: an empty phone still leaves what HubSpot has.
    await send("customers/update", customer(7, "ann@example.com", 5, { phone: "" }));
    expect(contacts()[0]?.properties["phone"]).toBe("+49301234");
  });

  test("of another store is referred to and not written", async () => {
    await send("customers/create", customer(7, "ann@example.com"));
    const other = account.target(store("other-store.myshopify.com"));
    const order = orderPayload({ customer: customer(9, "ann@example.com", 5) });
    expect(await send("orders/create", order, other)).toMatchObject(DELIVERED);
    expect(contacts()).toHaveLength(1);
    expect(contacts()[0]?.properties["rollcall_key"]).toBe("harbour-goods:7");
    const links = [...account.hubspot.portal.associations.keys()];
    expect(links).toContain(`orders/${orders()[0]?.id}→contacts/${contacts()[0]?.id}`);
  });
});

test("an e-mail address that moved belongs to the newer state, whichever comes first", async () => {
  const older = customer(7, "ann@example.com", 1);
  const newer = customer(8, "ann@example.com", 2);
  for (const [first, second] of [
    [older, newer],
    [newer, older],
  ] as const) {
    const to = account.target(store(`store-${first.id}.myshopify.com`));
    for (const contact of contacts()) account.hubspot.portal.tables.contacts.remove(contact);
    await send("customers/update", first, to);
    await send("customers/update", second, to);
    const emails = contacts().map(({ properties: p }) => [
      p["rollcall_key"]?.slice(-1),
      p["email"],
    ]);
    expect(emails.sort()).toEqual([
      ["7", undefined],
      ["8", "ann@example.com"],
    ]);
  }
});

describe("customers that Shopify merged", () => {
  const merge = (kept: number, gone: number) =>
    send("customers/merge", {
      admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${kept}`,
      admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${gone}`,
      status: "completed",
    });
  const keys = () => contacts().map(({ properties }) => properties["rollcall_key"]);

  test("end as one contact with all their orders, though the second merge comes first", async () => {
    for (const id of [1, 2, 3]) {
      const buyer = customer(id, `person${id}@example.com`);
      await send("orders/create", orderPayload({ customer: buyer }));
    }
    expect(await merge(3, 2)).toMatchObject(DELIVERED);
    expect(await merge(2, 1)).toMatchObject(DELIVERED);
    // And once more, as a replay would.
    expect(await merge(2, 1)).toMatchObject(DELIVERED);
    expect(keys()).toEqual(["harbour-goods:3"]);
    const [kept] = contacts();
    const links = [...account.hubspot.portal.associations.keys()];
    expect(links.filter((link) => link.endsWith(`→contacts/${kept?.id}`))).toHaveLength(3);
    // What still comes of those that are gone does not bring them back.
    await send("customers/update", customer(1, "person1@example.com", 30));
    await send("orders/create", orderPayload({ customer: customer(2, "person2@example.com") }));
    expect(keys()).toEqual(["harbour-goods:3"]);
    expect([...account.hubspot.portal.associations.keys()]).toHaveLength(
      // Four orders, each tied to the contact and to its line, both ways.
      16,
    );
  });

  test("are merged though the answer to the first try was lost", async () => {
    await send("customers/create", customer(1, "one@example.com"));
    await send("customers/create", customer(2, "two@example.com"));
    account.hubspot.faults.add({ kind: "close-after", containing: "/merge", times: 1 });
    expect(await merge(1, 2)).toMatchObject({ type: "no_answer" });
    expect(await merge(1, 2)).toMatchObject(DELIVERED);
    expect(keys()).toEqual(["harbour-goods:1"]);
  });
});

test("what HubSpot would not take is left out and named; the rest is written", async () => {
  const result = await send("customers/create", customer(7, "ann at example"));
  expect(result).toMatchObject({ ...DELIVERED, cause: "left_out:email" });
  expect(contacts()[0]?.properties).toMatchObject({ firstname: "Ann" });
});

test("one record that is refused does not hold up the others of its batch", async () => {
  const stages = { ...target.settings.stages };
  const wrong = { ...stages, of: { ...stages.of, open: "no-such-stage" } };
  const to = { ...target, settings: { ...target.settings, stages: wrong } };
  const messages = ["paid", "pending", "paid"].map((financial_status) =>
    crmMessage("orders/create", orderPayload({ financial_status })),
  );
  const results = await account.adapter.batch?.deliver(messages, to, {});
  expect(results?.map((one) => one.type === "judged" && [one.outcome, one.cause])).toEqual([
    ["delivered", undefined],
    ["misconfigured", "stage_missing"],
    ["delivered", undefined],
  ]);
  expect(orders()).toHaveLength(2);
});

test("what HubSpot owns is filled once and never overwritten", async () => {
  const mapping = defaultMapping("orders");
  const owned = mapping.order.map((row) =>
    row.field === "note" ? { ...row, owner: "crm" as const } : row,
  );
  const to = {
    ...target,
    settings: { ...target.settings, mapping: { ...mapping, order: owned } },
  };
  const order = orderPayload({ note: "from Shopify" });
  await send("orders/create", order, to);
  expect(orders()[0]?.properties["hs_order_note"]).toBe("from Shopify");
  const { portal } = account.hubspot;
  const [record] = orders();
  if (!record) throw new Error("there is no order");
  portal.tables.orders.write(record, { hs_order_note: "by hand" }, 0);
  const later = { ...order, note: "newer", updated_at: "2026-11-21T09:00:00Z" };
  await send("orders/updated", later, to);
  // A destination that was connected anew knows nothing of the record, and asks.
  await send("orders/updated", later, { ...to, destinationId: randomUUID() });
  expect(orders()[0]?.properties["hs_order_note"]).toBe("by hand");
});

test("a contact that somebody deleted in HubSpot is made again, and its next order tied to it", async () => {
  const buyer = customer(7, "ann@example.com");
  await send("orders/create", orderPayload({ customer: buyer }));
  for (const contact of contacts()) account.hubspot.portal.tables.contacts.remove(contact);
  const order = orderPayload({ customer: buyer });
  expect(await send("orders/create", order)).toMatchObject({ type: "judged", outcome: "retry" });
  expect(await send("orders/create", order)).toMatchObject(DELIVERED);
  expect(contacts()).toHaveLength(1);
});

describe("HubSpot's limits cost no attempt", () => {
  test("the one of ten seconds", async () => {
    account.hubspot.limits.perTenSeconds = 0;
    const result = await send("orders/create", orderPayload());
    expect(result).toMatchObject({ type: "limited", reason: expect.stringMatching(/10 seconds/) });
  });

  test("the daily one, which lasts until the account's midnight", async () => {
    await send("orders/create", orderPayload());
    account.hubspot.limits.perDay = 0;
    const result = await send("orders/create", orderPayload());
    if (result.type !== "limited") throw new Error(`it is ${result.type}`);
    const midnight = new Date().setUTCHours(24, 0, 0, 0) - Date.now();
    expect(Math.abs(result.ms - midnight)).toBeLessThan(60_000);
  });

  test("a pause is asked for before the limit is reached", async () => {
    account.hubspot.limits.perTenSeconds = 30;
    let result = await send("orders/create", orderPayload());
    for (let sent = 0; sent < 8 && !result.hold; sent++) {
      result = await send("orders/create", orderPayload());
    }
    expect(result).toMatchObject({ ...DELIVERED, hold: { ms: 1_000 } });
    expect(account.hubspot.limits.refused.burst).toBe(0);
  });

  test.each([
    ["UTC", "2026-11-21T23:00:00Z", 1],
    ["Europe/Berlin", "2026-11-21T22:00:00Z", 1],
    ["America/Los_Angeles", "2026-11-21T06:00:00Z", 2],
  ])("midnight in %s at %s is %s hours away", (zone, at, hours) => {
    const ms = untilMidnightIn(zone, Date.parse(at));
    expect(Math.round(ms / 3_600_000)).toBe(hours);
  });
});

describe("set-up", () => {
  test("is waited for: an account without the key refuses nothing for good", async () => {
    const bare = await startHubSpotAccount();
    const to = bare.target(store("harbour-goods.myshopify.com"));
    const message = crmMessage("orders/create", orderPayload());
    const result = await bare.adapter.deliver(message, to, {});
    expect(result).toMatchObject({ outcome: "misconfigured", cause: "not_set_up" });
    await bare.adapter.setUp?.(to, {});
    expect(await bare.adapter.deliver(message, to, {})).toMatchObject(DELIVERED);
    await bare.stop();
  });

  test("makes the key with unique values and our fields, and finds them the next time", async () => {
    for (const type of ["contacts", "orders", "line_items"] as const) {
      const key = account.hubspot.portal.tables[type].properties.get("rollcall_key");
      expect(key).toMatchObject({ hasUniqueValue: true });
    }
    expect(await account.adapter.setUp?.(target, {})).toEqual({
      ok: true,
      steps: [
        { ok: true, text: "Everything is there for contacts." },
        { ok: true, text: "Everything is there for orders." },
        { ok: true, text: "Everything is there for line items." },
        { ok: true, text: "Every stage is there in the pipeline “Order Pipeline”." },
      ],
    });
  });

  test("says which permission and which stage is missing", async () => {
    const some = HUBSPOT_SCOPES.filter((scope) => !scope.includes("schemas.orders"));
    const token = account.hubspot.tokens.privateApp(some);
    const poor = { ...target, secrets: { signing: [], credentials: { token } } };
    const lacking = await account.adapter.setUp?.(poor, {});
    expect(lacking?.ok).toBe(false);
    expect(JSON.stringify(lacking)).toContain("may not read and write orders");
    account.hubspot.portal.pipelines.orders[0]?.stages.pop();
    const result = await account.adapter.setUp?.(target, {});
    expect(JSON.stringify(result)).toContain("lacks the stages for: refunded");
  });

  test("refuses a key of the same name that is not unique", async () => {
    const { properties } = account.hubspot.portal.tables.orders;
    const key = properties.get("rollcall_key");
    if (key) properties.set("rollcall_key", { ...key, hasUniqueValue: false });
    const result = await account.adapter.setUp?.(target, {});
    expect(JSON.stringify(result)).toContain("allows the same value twice");
  });

  test("a token that HubSpot does not know is refused at its field", async () => {
    const wrong = { ...target, secrets: { signing: [], credentials: { token: "pat-wrong" } } };
    expect(await account.adapter.check(wrong, {})).toEqual({
      token: "HubSpot does not know this token. Copy it anew.",
    });
    expect(await account.adapter.check(target, {})).toEqual({});
  });
});

test("a preview shows what would be written, and writes nothing", async () => {
  const message = crmMessage("orders/create", orderPayload({ id: 5 }));
  const calls = account.hubspot.calls.size;
  const preview = await account.adapter.preview?.(message, target);
  expect(preview?.title).toBe("Order harbour-goods:5");
  expect(preview?.fields).toContainEqual({ label: "hs_total_price", value: "100.00" });
  expect(account.hubspot.calls.size).toBe(calls);
  expect(orders()).toHaveLength(0);
});

test("deals are won when paid and lost when paid back whole", async () => {
  const deals = account.target(target as never, {
    orderObject: "deals",
    mapping: defaultMapping("deals"),
    stages: (await import("./hubspot-mapping.ts")).defaultStages("deals"),
  });
  expect(await account.adapter.setUp?.(deals, {})).toMatchObject({ ok: true });
  const order = orderPayload({ customer: customer(7, "ann@example.com") });
  await send("orders/create", order, deals);
  const deal = () => [...account.hubspot.portal.tables.deals.records.values()][0]?.properties;
  expect(deal()).toMatchObject({ dealstage: "closedwon", amount: "100.00" });
  const transactions = [{ kind: "refund", status: "success", amount: "100.00", currency: "EUR" }];
  await send("refunds/create", { id: 1, order_id: order["id"], transactions }, deals);
  expect(deal()).toMatchObject({ dealstage: "closedlost", amount: "0.00" });
});
