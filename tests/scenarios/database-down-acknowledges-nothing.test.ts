import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { connectDatabase, disconnectDatabase, prisma } from "#app/db.server.ts";
import { send, useIntakeServer, webhook } from "#tests/setup/intake-server.ts";
import { useDatabase } from "#tests/setup/with-database.ts";

/** The way to PostgreSQL, which can be cut and mended. */
function useCuttableDatabase(address: () => string) {
  const sockets = new Set<Socket>();
  let cut = false;
  const server = createServer((client) => {
    const { hostname, port } = new URL(address());
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    if (cut) client.destroy();
    else client.pipe(upstream).pipe(client);
  });
  beforeAll(async () => {
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    await disconnectDatabase();
    const url = new URL(address());
    url.port = String((server.address() as AddressInfo).port);
    url.hostname = "127.0.0.1";
    connectDatabase(url.href);
  });
  afterAll(() => {
    server.close();
  });
  return {
    cut: () => {
      cut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend: () => {
      cut = false;
    },
  };
}

describe("with the database down", () => {
  const address = useDatabase();
  const database = useCuttableDatabase(address);
  const url = useIntakeServer();

  test("nothing is acknowledged; when it is back, Shopify's retries bring everything, each once", async () => {
    expect((await send(webhook(url(), '{"id":0}'))).status).toBe(200);
    const sent = Array.from({ length: 40 }, (_, n) => webhook(url(), `{"id":${n + 1}}`));

    database.cut();
    const refused = await Promise.all(sent.map(send));
    expect(refused.map(({ status }) => status)).toEqual(sent.map(() => 503));
    expect(refused[0]?.headers.get("retry-after")).toMatch(/^\d+$/);
    // A shop that no process remembers cannot be looked up either.
    const stranger = webhook(url(), "{}", { "X-Shopify-Shop-Domain": "stranger.myshopify.com" });
    expect((await send(stranger)).status).toBe(503);

    database.mend();
    for (const request of [...sent, stranger]) {
      await vi.waitFor(async () => expect((await send(request)).status).toBe(200), {
        timeout: 30_000,
      });
    }
    expect(await prisma.event.count()).toBe(42);
    expect(await prisma.webhookKey.count()).toBe(42);
  });
});
