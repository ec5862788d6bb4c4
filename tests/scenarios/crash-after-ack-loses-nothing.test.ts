import { randomUUID } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type AppProcess, freePort, scratchFolder, startApp } from "#tests/setup/app-process.ts";
import { send, webhook } from "#tests/setup/intake-server.ts";

const APP_KILLS = 50;
const DATABASE_KILLS = 5;
const SENDERS = 12;

/**
 * Shopify under load: every webhook is sent again until it is acknowledged. The app and PostgreSQL
 * are killed at random moments. Afterwards the log holds each acknowledged event exactly once.
 */
describe("an acknowledged event survives", () => {
  let folder = "";
  let environment: Record<string, string> = {};
  let app: AppProcess;
  const acknowledged = new Set<string>();
  let sent = 0;
  let sending = true;
  let senders: Promise<unknown>;
  const restarts: number[] = [];

  beforeAll(async () => {
    folder = await scratchFolder("crash");
    environment = { DATA_DIR: folder, ROLE: "all", PORT: String(await freePort()) };
    app = await startApp(environment);
    senders = Promise.all(Array.from({ length: SENDERS }, sendUntilStopped));
  });

  afterAll(async () => {
    sending = false;
    await senders;
    await app.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function sendUntilStopped(): Promise<void> {
    while (sending) {
      const id = randomUUID();
      const body = JSON.stringify({ id: ++sent, name: `#${sent}`, note: "x".repeat(1_500) });
      const request = webhook(`${app.url}/webhooks`, body, { "X-Shopify-Webhook-Id": id });
      while (sending && !(await isAcknowledged(request))) await new Promise(setImmediate);
      if (sending) acknowledged.add(id);
    }
  }

  async function isAcknowledged(request: ReturnType<typeof webhook>): Promise<boolean> {
    return send(request).then(
      async (answer) => {
        await answer.arrayBuffer();
        return answer.status === 200;
      },
      () => false,
    );
  }

  const moreAcknowledged = async (count: number) => {
    const before = acknowledged.size;
    await vi.waitFor(() => expect(acknowledged.size).toBeGreaterThanOrEqual(before + count), {
      timeout: 60_000,
      interval: 5,
    });
  };

  test(`${APP_KILLS} kills of the app at random moments`, { timeout: 300_000 }, async () => {
    for (let kill = 0; kill < APP_KILLS; kill++) {
      await moreAcknowledged(1 + Math.floor(Math.random() * 200));
      await app.kill();
      const started = performance.now();
      app = await startApp(environment);
      restarts.push(performance.now() - started);
    }
    await moreAcknowledged(1);
    const slowest = Math.round(Math.max(...restarts));
    process.stdout.write(`  slowest restart after a kill: ${slowest} ms\n`);
    await expectEachOnce();
  });

  test(
    `${DATABASE_KILLS} kills of PostgreSQL at random moments`,
    { timeout: 300_000 },
    async () => {
      for (let kill = 0; kill < DATABASE_KILLS; kill++) {
        await moreAcknowledged(1 + Math.floor(Math.random() * 400));
        process.kill(await postmasterPid(), "SIGKILL");
        await moreAcknowledged(50);
      }
      await expectEachOnce();
    },
  );

  test("the app and PostgreSQL killed together", { timeout: 120_000 }, async () => {
    await moreAcknowledged(100);
    process.kill(await postmasterPid(), "SIGKILL");
    await app.kill();
    app = await startApp(environment);
    await moreAcknowledged(10);
    await expectEachOnce();
  });

  async function postmasterPid(): Promise<number> {
    const file = join(folder, "postgres/cluster/postmaster.pid");
    return Number((await readFile(file, "utf8")).split("\n")[0]);
  }

  async function expectEachOnce(): Promise<void> {
    const expected = [...acknowledged];
    const port = (await readFile(join(folder, "postgres/cluster/postmaster.pid"), "utf8")).split(
      "\n",
    )[3];
    const password = await readFile(join(folder, "postgres/postgres-password"), "utf8");
    const client = new pg.Client({
      connectionString: `postgresql://rollcall:${password}@127.0.0.1:${port}/rollcall`,
    });
    await client.connect();
    try {
      const { rows } = await client.query<{ id: string; events: number; receipts: number }>(
        `SELECT w.id, count(DISTINCT e.id)::int AS events, count(r.id)::int AS receipts
         FROM unnest($1::text[]) AS w(id)
         LEFT JOIN event e ON e.webhook_id = w.id
         LEFT JOIN receipt r ON r.shop_id = e.shop_id AND r.event_id = e.id
         GROUP BY w.id HAVING count(DISTINCT e.id) <> 1 OR count(r.id) < 1`,
        [expected],
      );
      expect(rows).toEqual([]);
      expect(expected.length).toBeGreaterThan(100);
    } finally {
      await client.end();
    }
  }
});
