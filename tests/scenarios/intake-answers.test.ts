import { describe, expect, test, vi } from "vitest";
import { prisma } from "#app/db.server.ts";
import { OLD_SECRET, send, sign, useIntakeServer, webhook } from "#tests/setup/intake-server.ts";
import { useDatabase } from "#tests/setup/with-database.ts";

describe("intake answers as its contract says", () => {
  useDatabase();
  const url = useIntakeServer({ maxBytes: 10_000 });

  test("200 only with the event, its receipt and its hour's count stored", async () => {
    const sent = webhook(url(), '{"id":5123456789012,"name":"#1042"}');
    const answer = await send(sent);
    expect(answer.status).toBe(200);
    const event = await prisma.event.findFirstOrThrow({
      where: { webhookId: sent.headers["X-Shopify-Webhook-Id"] ?? "" },
    });
    expect(event).toMatchObject({
      source: "webhook",
      topic: "orders/create",
      resourceKind: "order",
      resourceId: "5123456789012",
      resourceName: "#1042",
      apiVersion: "2026-10",
      isJson: true,
      triggeredAt: new Date("2026-11-20T08:00:00.123Z"),
    });
    expect(await prisma.receipt.count({ where: { eventId: event.id } })).toBe(1);
    const counted = await prisma.hourlyCount.findFirstOrThrow({ where: { metric: "received" } });
    expect(counted).toMatchObject({ subject: "orders/create", count: 1n });
  });

  test("a shop that is not known yet is noted as seen, not installed", async () => {
    await send(webhook(url(), "{}", { "X-Shopify-Shop-Domain": "New-Shop.myshopify.com" }));
    const shop = await prisma.shop.findUniqueOrThrow({
      where: { domain: "new-shop.myshopify.com" },
    });
    expect(shop.installState).toBe("seen");
  });

  test("ids that would have to be cut are refused: two of them could become one", async () => {
    const long = (end: string) =>
      webhook(url(), "{}", { "X-Shopify-Webhook-Id": "x".repeat(260) + end });
    for (const end of ["a", "b"]) {
      const answer = await send(long(end));
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain("X-Shopify-Webhook-Id");
    }
  });

  test("a webhook is accepted for a shop that has uninstalled", async () => {
    const domain = "gone.myshopify.com";
    await send(webhook(url(), "{}", { "X-Shopify-Shop-Domain": domain }));
    await prisma.shop.update({ where: { domain }, data: { installState: "uninstalled" } });
    const answer = await send(webhook(url(), "{}", { "X-Shopify-Shop-Domain": domain }));
    expect(answer.status).toBe(200);
  });

  test("a correctly signed body that is not JSON is stored and marked", async () => {
    const sent = webhook(url(), "not json {");
    expect((await send(sent)).status).toBe(200);
    const event = await prisma.event.findFirstOrThrow({
      where: { webhookId: sent.headers["X-Shopify-Webhook-Id"] ?? "" },
    });
    expect(event.isJson).toBe(false);
  });

  test.each([
    ["no HMAC", { "X-Shopify-Hmac-Sha256": undefined }],
    ["another secret's HMAC", { "X-Shopify-Hmac-Sha256": sign("{}", "other") }],
    ["an HMAC that is no base64 of 32 bytes", { "X-Shopify-Hmac-Sha256": "%%%" }],
    ["another body's HMAC", { "X-Shopify-Hmac-Sha256": sign("{ }") }],
    [
      "no HMAC and no headers",
      { "X-Shopify-Hmac-Sha256": undefined, "X-Shopify-Topic": undefined },
    ],
  ])("401 for %s, and nothing stored", async (_what, headers) => {
    const before = await prisma.event.count();
    const answer = await send(webhook(url(), "{}", headers));
    expect(answer.status).toBe(401);
    expect(await prisma.event.count()).toBe(before);
  });

  test.each([
    ["X-Shopify-Topic", { "X-Shopify-Topic": undefined }],
    ["X-Shopify-Webhook-Id", { "X-Shopify-Webhook-Id": undefined }],
    ["X-Shopify-Shop-Domain", { "X-Shopify-Shop-Domain": undefined }],
  ])("400 that names the missing %s", async (name, headers) => {
    const answer = await send(webhook(url(), "{}", headers));
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(name);
  });

  test.each([
    "evil.example.com",
    "myshopify.com",
    "a.myshopify.com.evil.example",
    "a b.myshopify.com",
  ])("400 for the shop %s", async (shop) => {
    const answer = await send(webhook(url(), "{}", { "X-Shopify-Shop-Domain": shop }));
    expect(answer.status).toBe(400);
  });

  test("405 for other methods", async () => {
    const answer = await fetch(url());
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("POST");
  });

  test("413 above the limit, told or not told by Content-Length", async () => {
    expect((await send(webhook(url(), "x".repeat(10_001)))).status).toBe(413);
    const chunks = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new Uint8Array(6_000));
        if ((controller.desiredSize ?? 0) <= -2) controller.close();
      },
      start(controller) {
        for (let sent = 0; sent < 3; sent++) controller.enqueue(new Uint8Array(6_000));
        controller.close();
      },
    });
    const { headers } = webhook(url(), "");
    const streamed = await fetch(url(), {
      method: "POST",
      body: chunks,
      headers,
      duplex: "half",
    } as RequestInit);
    expect(streamed.status).toBe(413);
    expect((await send(webhook(url(), "x".repeat(10_000)))).status).toBe(200);
  });

  test("old and new secret both verify during a rotation", async () => {
    const old = { "X-Shopify-Hmac-Sha256": sign("{}", OLD_SECRET) };
    expect((await send(webhook(url(), "{}", old))).status).toBe(200);
    expect((await send(webhook(url(), "{}"))).status).toBe(200);
  });

  test("the headers of Shopify Events, without X-, are read as well", async () => {
    const { headers } = webhook(url(), "{}");
    const renamed = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name.replace(/^X-/, "").toLowerCase(),
        value,
      ]),
    );
    const answer = await send({ url: url(), body: "{}", headers: renamed });
    expect(answer.status).toBe(200);
    const event = await prisma.event.findFirst({
      where: { webhookId: renamed["shopify-webhook-id"] ?? "" },
    });
    expect(event?.topic).toBe("orders/create");
  });

  test("refused requests are counted by cause", async () => {
    await send(webhook(url(), "{}", { "X-Shopify-Hmac-Sha256": "no" }));
    await vi.waitFor(
      async () => {
        const counted = await prisma.rejectionCount.findMany();
        expect(counted.map(({ cause }) => cause)).toContain("bad_signature");
      },
      { timeout: 20_000 },
    );
  });
});
