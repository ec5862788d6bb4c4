import { describe, expect, test } from "vitest";
import { type HttpDestinationForm, validateHttpDestination } from "./destination.ts";
import { parseAllowList } from "./outgoing-address.ts";

const allowPrivate = parseAllowList([]);
const good: HttpDestinationForm = { name: "ERP", url: "https://erp.example.com/hooks?shop=1" };
const check = (form: HttpDestinationForm) => validateHttpDestination(form, { allowPrivate });

describe("the form of an HTTP destination", () => {
  test("needs a name and an address; the rest has defaults", () => {
    expect(check(good)).toEqual({
      ok: true,
      values: {
        name: "ERP",
        settings: { url: "https://erp.example.com/hooks?shop=1", shopifyHmac: false },
        topics: [],
        onDeadLetter: "free",
        maxAgeSeconds: 259_200,
        concurrency: 16,
      },
    });
  });

  test("tells of everything that cannot work at once, each at its field", () => {
    const result = check({
      name: "  ",
      url: "",
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

  test("names each topic once", () => {
    const result = check({ ...good, topics: ["orders/create", "orders/create "] });
    expect(result.ok && result.values.topics).toEqual(["orders/create"]);
  });
});
