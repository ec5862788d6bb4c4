import { fields, text, type Value } from "./read-payload.ts";

const PARTS = {
  Street: ["address1", "address2"],
  City: ["city"],
  Region: ["province"],
  PostalCode: ["zip"],
  Country: ["country"],
} as const;

/** An address as fields of our own: `billingStreet`, `shippingCity` …; all empty without one. */
export function addressValues(
  prefix: "billing" | "shipping" | "address",
  value: Value | undefined,
): Record<string, string> {
  const address = fields(value);
  return Object.fromEntries(
    Object.entries(PARTS).map(([part, names]) => [
      `${prefix}${part}`,
      names.flatMap((name) => text(address?.[name]) ?? []).join(", "),
    ]),
  );
}
