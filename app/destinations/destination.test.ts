import { describe, expect, test } from "vitest";
import { type DestinationForm, validateDestination } from "./destination.ts";
import { HTTP_DESCRIPTION } from "./http-description.ts";
import { parseAllowList } from "./outgoing-address.ts";

const allowPrivate = parseAllowList([]);
const address = "https://erp.example.com/hooks?shop=1";
const good: DestinationForm = { name: "ERP", fields: { url: address } };
const check = (form: DestinationForm, stored: string[] = []) =>
  validateDestination("http", HTTP_DESCRIPTION, form, { allowPrivate, stored });
const withFields = (fields: Record<string, string>, stored?: string[]) =>
  check({ name: "ERP", fields: { url: address, ...fields } }, stored);

describe("the form of an HTTP destination", () => {
  test("needs a name and an address; the rest has defaults", () => {
    expect(check(good)).toEqual({
      ok: true,
      credentials: { set: {}, keep: [] },
      values: {
        kind: "http",
        name: "ERP",
        settings: { url: "https://erp.example.com/hooks?shop=1", shopifyHmac: false },
        topics: [],
        onDeadLetter: "free",
        maxAgeSeconds: 259_200,
        concurrency: 16,
        ratePerSecond: null,
      },
    });
  });

  test("tells of everything that cannot work at once, each at its field", () => {
    const result = check({
      name: "  ",
      fields: { url: "" },
      topics: ["orders/create", "orders"],
      onDeadLetter: "explode",
      maxAgeHours: "0",
      concurrency: "many",
    });
    expect(result).toEqual({
      ok: false,
      errors: {
        name: "Enter a name, such as the system it stands for.",
        url: "Enter the address events are sent to.",
        topics: "Remove “orders”, or write it like orders/create.",
        onDeadLetter: "Choose whether later events wait for one that cannot be delivered.",
        maxAgeHours: "Enter whole hours from 1 to 720.",
        concurrency: "Enter a whole number from 1 to 500.",
      },
    });
  });

  test.each([
    ["72", 259_200],
    [24, 86_400],
    ["", 259_200],
    ["720", 2_592_000],
  ])("takes %j hours as %i seconds", (maxAgeHours, seconds) => {
    const result = check({ ...good, maxAgeHours });
    expect(result.ok && result.values.maxAgeSeconds).toBe(seconds);
  });

  test.each(["-1", "1.5", "721", "1e3", "0x10"])("refuses %j hours", (maxAgeHours) => {
    expect(check({ ...good, maxAgeHours }).ok).toBe(false);
  });

  test.each([
    ["", null],
    ["5", 5],
    ["0.5", 0.5],
    ["0,25", 0.25],
    [10_000, 10_000],
  ])("takes %j as requests a second", (ratePerSecond, expected) => {
    const result = check({ ...good, ratePerSecond });
    expect(result.ok && result.values.ratePerSecond).toBe(expected);
  });

  test.each(["0", "-1", "fast", "1e3", "10001", "0.001", "∞"])("refuses %j a second", (rate) => {
    expect(check({ ...good, ratePerSecond: rate })).toMatchObject({
      ok: false,
      errors: { ratePerSecond: expect.stringContaining("Enter a number") },
    });
  });

  test("names each topic once", () => {
    const result = check({ ...good, topics: ["orders/create", "orders/create "] });
    expect(result.ok && result.values.topics).toEqual(["orders/create"]);
  });
});

describe("signing in", () => {
  test("keeps the secret half apart from what is shown", () => {
    expect(withFields({ auth: "bearer", token: " abc " })).toMatchObject({
      ok: true,
      values: { settings: { auth: { type: "bearer" } } },
      credentials: { set: { token: "abc" }, keep: [] },
    });
    expect(withFields({ auth: "basic", username: "erp", password: "é:è" })).toMatchObject({
      values: { settings: { auth: { type: "basic", username: "erp" } } },
      credentials: { set: { password: "é:è" } },
    });
    expect(withFields({ auth: "header", headerName: "X-API-Key", headerValue: "k" })).toMatchObject(
      {
        values: { settings: { auth: { type: "header", name: "X-API-Key" } } },
        credentials: { set: { headerValue: "k" } },
      },
    );
  });

  test("an empty field keeps a secret that is stored, and only then", () => {
    expect(withFields({ auth: "bearer" }, ["token", "password"])).toMatchObject({
      ok: true,
      credentials: { set: {}, keep: ["token"] },
    });
    expect(withFields({ auth: "bearer" })).toMatchObject({
      ok: false,
      errors: { token: expect.stringContaining("Enter it") },
    });
    expect(withFields({ auth: "none" }, ["token"])).toMatchObject({
      credentials: { set: {}, keep: [] },
    });
  });

  test.each([
    [{ auth: "magic" }, "auth"],
    [{ auth: "bearer", token: "a\nb" }, "token"],
    [{ auth: "bearer", token: "snow☃" }, "token"],
    [{ auth: "basic", username: "a:b", password: "x" }, "username"],
    [{ auth: "basic", username: "", password: "x" }, "username"],
    [{ auth: "header", headerName: "", headerValue: "x" }, "headerName"],
    [{ auth: "header", headerName: "Host", headerValue: "x" }, "headerName"],
    [{ auth: "header", headerName: "a b", headerValue: "x" }, "headerName"],
  ])("refuses %j", (fields, field) => {
    const result = withFields(fields);
    expect(result).toMatchObject({ ok: false, errors: { [field]: expect.any(String) } });
  });
});

describe("more headers", () => {
  test("are read one a line", () => {
    const result = withFields({ headers: "X-Environment: production\n\n x-team : a: b \r\n" });
    expect(result.ok && result.values.settings["headers"]).toEqual([
      ["X-Environment", "production"],
      ["x-team", "a: b"],
    ]);
  });

  test.each([
    "no colon",
    "Name:",
    "Bad Name: x",
    "Content-Length: 5",
    "webhook-signature: v1,x",
    "X-Shopify-Hmac-Sha256: x",
    "Rollcall-Stale: true",
    "Authorization: Bearer x",
    "X-A: 1\nx-a: 2",
    "X-A: snow☃",
    `X-A: ${"x".repeat(1_001)}`,
    Array.from({ length: 21 }, (_, index) => `X-${index}: y`).join("\n"),
  ])("refuses %j", (headers) => {
    const result = withFields({ headers });
    expect(result).toMatchObject({ ok: false, errors: { headers: expect.any(String) } });
  });

  test("are written into the form as they were typed", () => {
    const settings = { url: address, headers: [["X-A", "1"]] as [string, string][] };
    expect(HTTP_DESCRIPTION.writeForm(settings)).toMatchObject({ headers: "X-A: 1", url: address });
  });
});
