import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMatcher } from "./match-person.ts";
import { learnPerson, type Person, personOfRequest, termsOf } from "./person.ts";

const request = {
  shop_domain: "mine.myshopify.com",
  customer: { id: 6133000000001, email: "Ann.Lee@example.com", phone: "+49 157 70012345" },
  orders_to_redact: [820982911946154508n],
};
const body = (value: object) =>
  new TextEncoder().encode(
    JSON.stringify(value, (_key, each: unknown) =>
      typeof each === "bigint" ? `big${each}` : each,
    ).replace(/"big(\d+)"/g, "$1"),
  );
const asked = personOfRequest(body(request));
const customer = {
  id: 6133000000001,
  first_name: "Ann",
  last_name: "Lee",
  email: "ann.lee@example.com",
  default_address: { first_name: "Ann", last_name: "Lee", address1: "77 Foxglove Close" },
};
const order = {
  id: 5001000000001,
  customer,
  billing_address: { first_name: "Bob", last_name: "Payer", address1: "1 Bank Street" },
};
const known: Person = learnPerson(asked, {
  resourceKind: "order",
  resourceId: "5001000000001",
  text: JSON.stringify(order),
});
const about = (text: string, resource: { resourceKind?: string; resourceId?: string } = {}) =>
  createMatcher(known)({ resourceKind: "other", resourceId: null, ...resource, text });

describe("whether an event is about a person", () => {
  test("what is asked for is read without losing a digit", () => {
    expect(asked.orderIds).toEqual(new Set(["820982911946154508"]));
    expect(personOfRequest(new TextEncoder().encode("not JSON")).customerIds.size).toBe(0);
    expect(termsOf(asked)).toEqual(
      expect.arrayContaining([
        "id:6133000000001",
        "id:820982911946154508",
        "email:ann.lee@example.com",
        "phone:770012345",
      ]),
    );
  });

  test.each([
    ["their number in a global id", '{"a":"gid:\\/\\/shopify\\/Customer\\/6133000000001"}'],
    ["an order of theirs beyond 2^53", '{"order_id":820982911946154508}'],
    ["an order that another event told of", '{"order_id":5001000000001}'],
    ["the e-mail address in other letters", "From: ANN.LEE@EXAMPLE.COM"],
    ["the e-mail address, escaped", '{"mail":"ann.lee\\u0040example.com"}'],
    ["the phone number, written another way", '{"tel":"(0157) 700-12345"}'],
    [
      "name and street, of a person without a number",
      '{"first_name":"Ann","last_name":"Lee","address1":"77 Foxglove Close"}',
    ],
    ["name and street in a text", "for ann lee, 77 FOXGLOVE CLOSE"],
  ])("yes: %s", (_what, text) => expect(about(text)).toBe(true));

  test.each([
    ["a longer number that holds theirs", '{"id":96133000000001}'],
    ["the name alone", '{"first_name":"Ann","last_name":"Lee","address1":"5 Elsewhere"}'],
    ["the street alone", '{"first_name":"Zoe","last_name":"Lee","address1":"77 Foxglove Close"}'],
    [
      "whoever paid the bill",
      '{"first_name":"Bob","last_name":"Payer","address1":"1 Bank Street"}',
    ],
    ["another e-mail address", "joann.lee@example.org"],
  ])("no: %s", (_what, text) => expect(about(text)).toBe(false));

  test("what the log itself says the event is about", () => {
    expect(about("not JSON", { resourceKind: "order", resourceId: "5001000000001" })).toBe(true);
    expect(about("not JSON", { resourceKind: "product", resourceId: "5001000000001" })).toBe(false);
  });

  test("anything else that is in a text keeps no e-mail address from being found", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) =>
        about(JSON.stringify({ note: `${before} ann.lee@example.com ${after}` })),
      ),
    );
  });
});
