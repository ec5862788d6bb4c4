import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { describe, expect, test, vi } from "vitest";
import { connectDatabase, prisma } from "#app/db.server.ts";
import { createGroupCommit } from "#app/intake/group-commit.server.ts";
import { NotStoredError } from "#app/intake/settle-batch.server.ts";
import { type ArrivedEvent, prepareEvent } from "#app/intake/prepare-event.server.ts";
import { createPreparer } from "#app/intake/preparer.server.ts";
import { newId } from "#app/ids.server.ts";
import { findOrNoteShop } from "#app/shop-directory-store.server.ts";
import { send, useIntakeServer, webhook } from "#tests/setup/intake-server.ts";
import { useDatabase } from "#tests/setup/with-database.ts";

describe("intake survives", () => {
  const database = useDatabase();
  const lifecycle: string[] = [];
  const url = useIntakeServer({
    onLifecycle: async (_tx, event) => {
      lifecycle.push(event.eventId);
      if (lifecycle.length === 1) throw new Error("the job could not be made");
    },
  });

  test.each([
    ["here", () => false],
    ["in the thread", () => true],
    // As when a flood begins or ends.
    ["now here, now there", alternately()],
  ])(
    "a bad row, prepared %s: it alone is refused, all others are stored",
    async (where, usesThread) => {
      const shop = await findOrNoteShop(`batch-${where.replace(/\W+/g, "-")}.myshopify.com`);
      const commit = createGroupCommit(async () => undefined, { usesThread });
      const events = [
        ...Array.from({ length: 20 }, (_, n) => arrived(`good-${n}`)),
        arrived("bad", "a NUL is refused by text columns: \0"),
        arrived("good-20"),
      ];
      const results = await Promise.allSettled(events.map((event) => commit.record(shop, event)));
      await commit.stop();
      expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(21);
      const refused = results[20];
      expect(refused?.status === "rejected" && refused.reason).toBeInstanceOf(NotStoredError);
      expect(await prisma.event.count({ where: { shopId: shop.shopId } })).toBe(21);
    },
  );

  test("a missing partition: it is made and the event stored", async () => {
    const partitions = await prisma.$queryRaw<{ name: string }[]>`
      SELECT c.relname::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'partitions' AND c.relkind = 'r'`;
    for (const { name } of partitions) {
      await prisma.$executeRawUnsafe(`DROP TABLE partitions."${name}"`);
    }
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => send(webhook(url(), '{"id":1}'))),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    const { shopId } = await findOrNoteShop("red-apples.myshopify.com");
    expect(await prisma.event.count({ where: { shopId } })).toBe(30);
  });

  test("a lifecycle event is stored if and only if what must follow is sure to follow", async () => {
    const sent = webhook(url(), "{}", {
      "X-Shopify-Topic": "app/uninstalled",
      "X-Shopify-Shop-Domain": "leaves.myshopify.com",
    });
    const { shopId } = await findOrNoteShop("leaves.myshopify.com");
    expect((await send(sent)).status).toBe(503);
    expect(await prisma.event.count({ where: { shopId } })).toBe(0);
    expect((await send(sent)).status).toBe(200);
    expect((await send(sent)).status).toBe(200);
    expect(await prisma.event.count({ where: { shopId } })).toBe(1);
    expect(lifecycle).toHaveLength(2);
  });

  test("another process stores the same content at this very moment: it is the same as that one's", async () => {
    const shop = await findOrNoteShop("moment.myshopify.com");
    const event = arrived("second", "one");
    const { contentHash } = prepareEvent(shop, event);
    const commit = createGroupCommit(async () => undefined);
    const first = newId();
    let recorded: Promise<unknown> | undefined;
    await prisma.$transaction(async (tx) => {
      await tx.$executeRaw`INSERT INTO content_key VALUES
        (${shop.shopId}::uuid, ${contentHash?.toString("hex")}::uuid, ${first}::uuid, now())`;
      recorded = commit.record(shop, event);
      await vi.waitFor(async () => {
        const waiting = await prisma.$queryRaw<object[]>`
          SELECT pid FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'`;
        expect(waiting).toHaveLength(1);
      });
    });
    await recorded;
    await commit.stop();
    const stored = await prisma.event.findFirstOrThrow({ where: { shopId: shop.shopId } });
    expect(stored.sameAs).toBe(first);
  });

  test("two processes' worth of writers on the same rows: nobody deadlocks, each event once", async () => {
    const shop = await findOrNoteShop("crowd.myshopify.com");
    const writers = Array.from({ length: 4 }, () => createGroupCommit(async () => undefined));
    const make = (n: number) => arrived(`w-${n % 60}`, `e-${n % 30}`, `{"id":${n % 5}}`);
    const work = writers.flatMap((commit, which) =>
      Array.from({ length: 120 }, (_, n) =>
        commit.record(shop, make(which % 2 === 0 ? n : 119 - n)),
      ),
    );
    await Promise.all(work);
    await Promise.all(writers.map((commit) => commit.stop()));
    expect(await prisma.event.count({ where: { shopId: shop.shopId } })).toBe(60);
    expect(await prisma.receipt.count({ where: { shopId: shop.shopId } })).toBe(480);
  });

  test("a connection that goes silent: its batch is not acknowledged, the next one is stored", async () => {
    const shop = await findOrNoteShop("silent.myshopify.com");
    const commit = createGroupCommit(async () => undefined, { commitWithinMs: 500 });
    const line = await openLine(database());
    connectDatabase(line.url);
    try {
      await commit.record(shop, arrived("before"));
      line.silence();
      await expect(commit.record(shop, arrived("silent"))).rejects.toThrow(NotStoredError);
      await commit.record(shop, arrived("after"));
      const stored = await prisma.event.findMany({ where: { shopId: shop.shopId } });
      expect(stored.map(({ webhookId }) => webhookId).sort()).toEqual(["after", "before"]);
    } finally {
      line.close();
      connectDatabase(database());
      await commit.stop();
    }
  });

  test("the preparing thread is lost: nothing that waited is acknowledged, what comes next is stored", async () => {
    const shop = await findOrNoteShop("thread.myshopify.com");
    const preparer = createPreparer();
    const commit = createGroupCommit(async () => undefined, { preparer, usesThread: () => true });
    const lost = Promise.allSettled(
      [1, 2, 3].map((n) => commit.record(shop, arrived(`lost-${n}`))),
    );
    await preparer.stop();
    for (const { status } of await lost) expect(status).toBe("rejected");
    expect(await prisma.event.count({ where: { shopId: shop.shopId } })).toBe(0);
    await Promise.all([4, 5].map((n) => commit.record(shop, arrived(`next-${n}`))));
    expect(await prisma.event.count({ where: { shopId: shop.shopId } })).toBe(2);
    await commit.stop();
  });
});

function alternately(): () => boolean {
  let calls = 0;
  return () => Math.floor(calls++ / 3) % 2 === 0;
}

function arrived(webhookId: string, eventId: string | null = null, body = "{}"): ArrivedEvent {
  return {
    source: "webhook",
    headers: {
      topic: "orders/create",
      webhookId,
      eventId,
      apiVersion: null,
      triggeredAt: null,
      kept: [],
    },
    body: Buffer.from(body),
    receivedAt: Date.now(),
  };
}

/** A way to PostgreSQL on which the connections of a moment can go silent: open, and nothing comes. */
async function openLine(databaseUrl: string) {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
    }
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const url = new URL(databaseUrl);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    silence: () => sockets.forEach((socket) => socket.unpipe().pause()),
    close: () => {
      sockets.forEach((socket) => socket.destroy());
      server.close();
    },
  };
}
