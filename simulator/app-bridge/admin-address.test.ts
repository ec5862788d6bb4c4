import { expect, test } from "vitest";
import { adminAddress } from "./admin-address.ts";

const place = { origin: "http://127.0.0.1:4000", storeHandle: "snow" };

test.each([
  ["shopify:admin/orders/1", "http://127.0.0.1:4000/store/snow/orders/1"],
  ["shopify://admin/orders?x=1", "http://127.0.0.1:4000/store/snow/orders?x=1"],
  ["shopify:admin", "http://127.0.0.1:4000/store/snow/"],
  [
    "https://admin.shopify.com/store/frost/apps/rollcall/app?a=b#c",
    "http://127.0.0.1:4000/store/frost/apps/rollcall/app?a=b#c",
  ],
  [
    "https://frost.myshopify.com/admin/oauth/install?client_id=x",
    "http://127.0.0.1:4000/store/frost/oauth/install?client_id=x",
  ],
  ["https://frost.myshopify.com/products/socks", undefined],
  ["https://example.com/admin", undefined],
  ["/app/events", undefined],
])("%s means %s", (address, expected) => {
  expect(adminAddress(address, place)).toBe(expected);
});
