import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import { type AppProcess, startApp } from "#tests/setup/app-process.ts";
import { cloneDatabase, dropDatabase, inDatabase, onServer } from "#tests/setup/database.ts";
import { send, webhook } from "#tests/setup/intake-server.ts";

/** The built app as an operator runs it: web and worker apart, on one PostgreSQL. */
describe("web and worker processes share one database", () => {
  let url = "";
  const running: AppProcess[] = [];
  const start = async (role: string, more: Record<string, string> = {}) => {
    const app = await startApp({ ROLE: role, DATABASE_URL: url, ...more });
    running.push(app);
    return app;
  };

  beforeAll(async () => {
    url = await cloneDatabase(inject("databaseServer"));
  });
  afterAll(async () => {
    await Promise.all(running.map((app) => app.stop()));
    await dropDatabase(url);
  });

  test("a webhook that one of two web processes took is acted on by a worker, and all stop in order", async () => {
    const [first, second, worker] = await Promise.all([
      start("web"),
      start("web"),
      start("worker"),
    ]);
    const domain = "roles.myshopify.com";
    for (const web of [first, second]) {
      const answer = await send(
        webhook(`${web.url}/webhooks`, '{"id":1}', { "X-Shopify-Shop-Domain": domain }),
      );
      expect(answer.status).toBe(200);
    }
    expect((await fetch(`${worker.url}/webhooks`, { method: "POST" })).status).toBe(404);

    const sent = webhook(`${first.url}/webhooks`, `{"id":2,"myshopify_domain":"${domain}"}`, {
      "X-Shopify-Shop-Domain": domain,
      "X-Shopify-Topic": "customers/data_request",
      "X-Shopify-Webhook-Id": randomUUID(),
    });
    expect((await send(sent)).status).toBe(200);
    await vi.waitFor(
      async () => {
        const [job] = await rows("SELECT state FROM pgboss.job WHERE name = 'lifecycle-event'");
        expect(job?.["state"]).toBe("completed");
      },
      { timeout: 60_000 },
    );
    expect(await rows("SELECT count(*)::int AS events FROM event")).toEqual([{ events: 3 }]);

    const codes = await Promise.all(running.splice(0).map((app) => app.stop()));
    expect(codes).toEqual([0, 0, 0]);
  });

  test("metrics are there for the token only", async () => {
    const app = await start("web", { METRICS_TOKEN: "a-long-enough-token" });
    expect((await fetch(`${app.url}/metrics`)).status).toBe(401);
    const text = await fetch(`${app.url}/metrics`, {
      headers: { authorization: "Bearer a-long-enough-token" },
    }).then((answer) => answer.text());
    expect(text).toContain("rollcall_intake_requests_total");
  });

  test("three processes that start on an empty database at once migrate it once", async () => {
    const name = `fresh_${randomUUID().slice(0, 8)}`;
    await onServer(url, `CREATE DATABASE ${name}`);
    const fresh = inDatabase(url, name);
    const apps = await Promise.all(
      ["web", "worker", "web"].map((role) => startApp({ ROLE: role, DATABASE_URL: fresh })),
    );
    await Promise.all(apps.map((app) => app.stop()));
    await dropDatabase(fresh);
  });

  async function rows(statement: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(statement)).rows;
    } finally {
      await client.end();
    }
  }
});
