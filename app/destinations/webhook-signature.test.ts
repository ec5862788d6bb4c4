import { createHmac, randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import type { OutgoingMessage } from "./destination-kind.ts";
import { httpHeaders } from "./http-message.ts";
import { signingSecret } from "./webhook-signature.ts";

const older = signingSecret(randomBytes(32));
const newer = signingSecret(randomBytes(32));
const since = "2026-11-21T00:00:00.000Z";
const secrets = {
  signing: [
    { secret: newer, since },
    { secret: older, since },
  ],
};
const body = Buffer.from('{"id":820982911946154508,"note":"caf\\u00e9"}\n');
const message: OutgoingMessage = {
  sendId: "01a1fb67-1800-7000-8000-000000000001",
  lane: "order/1",
  processAgain: false,
  topic: "orders/create",
  source: "webhook",
  sequence: "42",
  stale: false,
  headers: [
    ["X-Shopify-Topic", "orders/create"],
    ["X-Shopify-Webhook-Id", "shopifys-id"],
    ["Content-Type", "application/json; charset=utf-8"],
  ],
  body,
};
const url = "https://erp.example.com/hook";
const now = (): number => Math.floor(Date.now() / 1_000);

function headersOf(changes: Partial<OutgoingMessage> = {}, shopifyHmac = false) {
  const sent = httpHeaders({ ...message, ...changes }, { url, shopifyHmac }, secrets, now());
  return Object.fromEntries(sent.map(([name, value]) => [name.toLowerCase(), value]));
}

describe("what is sent", () => {
  test.each([
    ["the new secret", newer],
    ["the old one", older],
  ])("verifies with an independent Standard Webhooks library and %s", (_, secret) => {
    const verified = new Webhook(secret).verify(body.toString(), headersOf());
    expect(verified).toMatchObject({ note: "café" });
  });

  test("does not verify with another secret, nor with another body or id", () => {
    const headers = headersOf();
    const stranger = new Webhook(signingSecret(randomBytes(32)));
    expect(() => stranger.verify(body.toString(), headers)).toThrow();
    expect(() => new Webhook(newer).verify(`${body.toString()} `, headers)).toThrow();
    expect(() =>
      new Webhook(newer).verify(body.toString(), { ...headers, "webhook-id": "other" }),
    ).toThrow();
  });

  test("carries a Shopify-compatible HMAC of the destination's own secret only when asked to", () => {
    expect(headersOf()).not.toHaveProperty("x-shopify-hmac-sha256");
    const expected = createHmac("sha256", newer).update(body).digest("base64");
    expect(headersOf({}, true)["x-shopify-hmac-sha256"]).toBe(expected);
  });

  test("never carries an HMAC of Shopify's, in whatever name it was stored", () => {
    const headers: OutgoingMessage["headers"] = [
      ["X-Shopify-Hmac-Sha256", "shopifys"],
      ["shopify-hmac-sha256", "shopifys"],
      ["X-SHOPIFY-HMAC-SHA512", "shopifys"],
      ["Cookie", "shopifys"],
      ["Host", "shopifys"],
    ];
    const sent = httpHeaders({ ...message, headers }, { url }, secrets, now());
    expect(sent.map(([, value]) => value)).not.toContain("shopifys");
  });

  test("keeps Shopify's headers and says where it came from, its place and whether it is stale", () => {
    expect(headersOf({ source: "recovered", stale: true })).toMatchObject({
      "x-shopify-topic": "orders/create",
      "x-shopify-webhook-id": "shopifys-id",
      "content-type": "application/json; charset=utf-8",
      "rollcall-source": "recovered",
      "rollcall-sequence": "42",
      "rollcall-stale": "true",
      "webhook-id": message.sendId,
    });
  });

  test("asks to be processed again with new ids under both names", () => {
    const headers = headersOf({ processAgain: true, sendId: "new-id" });
    expect(headers["x-shopify-webhook-id"]).toBe("new-id");
    expect(headers["webhook-id"]).toBe("new-id");
  });
});
