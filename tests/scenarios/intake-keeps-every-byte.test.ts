import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { prisma } from "#app/db.server.ts";
import { openBody } from "#app/event-log/event-body.server.ts";
import { findOrNoteShop } from "#app/shop-directory-store.server.ts";
import { send, sign, useIntakeServer, webhook } from "#tests/setup/intake-server.ts";
import { useDatabase } from "#tests/setup/with-database.ts";

describe("every byte is stored as received", () => {
  useDatabase();
  const url = useIntakeServer();

  const stored = async (body: Buffer): Promise<Buffer> => {
    const sent = webhook(url(), body);
    expect((await send(sent)).status).toBe(200);
    const { shopId, key } = await findOrNoteShop("red-apples.myshopify.com");
    const row = await prisma.event.findFirstOrThrow({
      where: { shopId, webhookId: sent.headers["X-Shopify-Webhook-Id"] ?? "" },
    });
    if (!row.body || !key) throw new Error("no body");
    expect(Buffer.from(row.body).includes(body.length > 8 ? body : "no such bytes")).toBe(false);
    return openBody({ ...row, body: row.body }, key);
  };

  test.each([
    ["ids beyond 2^53", '{"id":820982911946154508,"total":0.10}'],
    ["escapes and key order", '{"z":"\\u00e9\\/","a":1e2,"a":2}'],
    ["white space around", ' \r\n{"id" : 1}\n\n'],
    ["a byte order mark", "\ufeff{}"],
    ["nothing at all", ""],
    ["NUL in what is stored beside the body", '{"id":"1\\u00002","name":"#1\\u00002"}'],
    ["a megabyte", JSON.stringify({ note: "n".repeat(990_000) })],
  ])("%s", async (_what, text) => {
    const body = Buffer.from(text);
    expect((await stored(body)).equals(body)).toBe(true);
  });

  test("invalid UTF-8", async () => {
    const body = Buffer.concat([
      Buffer.from('{"name":"'),
      Buffer.of(0xff, 0xc3, 0x28, 0x00),
      Buffer.from('"}'),
    ]);
    expect((await stored(body)).equals(body)).toBe(true);
  });

  test("any bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3_000 }), async (bytes) => {
        const body = Buffer.from(bytes);
        expect((await stored(body)).equals(body)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test("a large id is read without losing a digit", async () => {
    const sent = webhook(url(), '{"id":820982911946154508,"name":"#9999"}');
    await send(sent);
    const event = await prisma.event.findFirstOrThrow({
      where: { webhookId: sent.headers["X-Shopify-Webhook-Id"] ?? "" },
    });
    expect(event.resourceId).toBe("820982911946154508");
  });

  test("no HMAC of Shopify's is in any column of any table", async () => {
    const body = '{"id":77,"secret":"find me"}';
    await send(webhook(url(), body, { "X-Custom-Hmac": sign(body) }));
    const tables = await prisma.$queryRaw<{ name: string }[]>`
      SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND n.nspname IN ('public', 'partitions')`;
    expect(tables.length).toBeGreaterThan(10);
    const hmac = sign(body);
    const asHex = Buffer.from(hmac, "base64").toString("hex");
    for (const { name } of tables) {
      const [found] = await prisma.$queryRawUnsafe<{ count: bigint }[]>(
        `SELECT count(*) FROM ${name} t WHERE t::text LIKE $1 OR t::text LIKE $2`,
        `%${hmac.slice(0, 20)}%`,
        `%${asHex}%`,
      );
      expect(found?.count, name).toBe(0n);
    }
  });
});
