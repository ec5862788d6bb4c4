import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prisma } from "#app/db.server.ts";
import type { DirectoryShop } from "#app/shop-directory-store.server.ts";
import { makeToken } from "#tests/setup/api-client.ts";
import { type ApiServer, startApiServer } from "#tests/setup/api-server.ts";
import { createShop, recordEvents } from "#tests/setup/pipeline.ts";
import { useDatabase } from "#tests/setup/with-database.ts";

const BIN = join(import.meta.dirname, "../../packages/listen/bin.js");
const SECRET = `whsec_${Buffer.alloc(32, 5).toString("base64")}`;
const SHOPIFY_SECRET = "the-developers-client-secret";

type Got = Readonly<{ headers: IncomingHttpHeaders; body: string }>;

describe("a laptop that listens", () => {
  useDatabase();
  const got: Got[] = [];
  let status = 200;
  let api: ApiServer;
  let shop: DirectoryShop;
  let port: number;
  let listening: ChildProcessWithoutNullStreams;
  let output = "";
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      got.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(status).end();
    });
  });
  const serve = (at: number) =>
    new Promise<void>((ready) => server.listen(at, "127.0.0.1", () => ready()));

  const states = () => got.map(({ body }) => (JSON.parse(body) as { state: number }).state);
  const send = (state: number, topic = "orders/updated") =>
    recordEvents(shop, [{ topic, body: `{"id": 820982911946154508, "state": ${state}}` }]);
  const arrived = (expected: number[]) =>
    expect.poll(states, { timeout: 40_000 }).toEqual(expected);
  const printed = (text: string) => expect.poll(() => output, { timeout: 40_000 }).toContain(text);

  beforeAll(async () => {
    shop = await createShop();
    api = await startApiServer();
    await serve(0);
    ({ port } = server.address() as AddressInfo);
    const { secret } = await makeToken(shop.shopId, ["listen", "personal-data:read"]);
    const target = `http://127.0.0.1:${port}/webhooks`;
    const topics = "orders/updated,orders/create";
    const args = [BIN, "listen", "--url", api.url, "--forward", target, "--topics", topics];
    listening = spawn(process.execPath, args, {
      env: {
        ...process.env,
        ROLLCALL_TOKEN: secret,
        ROLLCALL_SIGNING_SECRET: SECRET,
        SHOPIFY_API_SECRET: SHOPIFY_SECRET,
      },
    });
    for (const stream of [listening.stdout, listening.stderr]) {
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    }
  });

  afterAll(async () => {
    listening.kill("SIGKILL");
    server.closeAllConnections();
    server.close();
    await api.stop();
  });

  test("gets every byte in order, with Shopify's headers and signatures that hold", async () => {
    await printed("listening; forwarding to");
    await send(1);
    await send(99, "products/update");
    await send(2, "orders/create");
    await arrived([1, 2]);
    const [first] = got;
    if (!first) throw new Error("nothing came");
    expect(first.body).toBe('{"id": 820982911946154508, "state": 1}');
    expect(first.headers).toMatchObject({
      "x-shopify-topic": "orders/updated",
      "x-shopify-shop-domain": shop.domain,
      "content-type": "application/json",
      "rollcall-source": "webhook",
    });
    const headers = first.headers as Record<string, string>;
    expect(() => new Webhook(SECRET).verify(first.body, headers)).not.toThrow();
    const hmac = createHmac("sha256", SHOPIFY_SECRET).update(first.body).digest("base64");
    expect(headers["x-shopify-hmac-sha256"]).toBe(hmac);
    await printed("→ 200 in");
  });

  test("takes any answer for one, and tells it", async () => {
    status = 500;
    await send(3);
    await printed("→ 500 in");
    status = 200;
    await send(4);
    await arrived([1, 2, 3, 4]);
  });

  test("waits for a server that is not there, and loses nothing", async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    await send(5);
    await send(6);
    await printed("nothing answers");
    await serve(port);
    await arrived([1, 2, 3, 4, 5, 6]);
  });

  test("goes on after the connection to Rollcall was cut", async () => {
    await api.cut();
    await printed("cannot be reached; trying again");
    await send(7);
    await api.mend();
    await arrived([1, 2, 3, 4, 5, 6, 7]);
  });

  test("goes on with a new listener when its own has ended, without a double", async () => {
    const before = await prisma.listener.findFirstOrThrow({ where: { shopId: shop.shopId } });
    await prisma.listener.deleteMany({ where: { shopId: shop.shopId } });
    await send(8);
    await arrived([1, 2, 3, 4, 5, 6, 7, 8]);
    const after = await prisma.listener.findFirstOrThrow({ where: { shopId: shop.shopId } });
    expect(after.id).not.toBe(before.id);
    await expect.poll(states).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test("sends the last event again on a word", async () => {
    listening.stdin.write("r\n");
    await arrived([1, 2, 3, 4, 5, 6, 7, 8, 8]);
    expect(got.at(-1)?.headers["webhook-id"]).toBe(got.at(-2)?.headers["webhook-id"]);
    await printed("(again)");
  });

  test("frees its place when it is stopped", async () => {
    listening.kill("SIGINT");
    const [code] = (await once(listening, "exit")) as [number];
    expect([code, output.includes("Error")]).toEqual([0, false]);
    expect(await prisma.listener.count({ where: { shopId: shop.shopId } })).toBe(0);
    expect(await prisma.listenerAnswer.count()).toBe(0);
    expect(output).not.toContain("820982911946154508");
  });
});
