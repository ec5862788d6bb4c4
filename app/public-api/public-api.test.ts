import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "#app/db.server.ts";
import type { DirectoryShop } from "#app/shop-directory-store.server.ts";
import { callApi, compileAll, makeToken, succeeded } from "#tests/setup/api-client.ts";
import { seedDestination, seedEvent, seedShop } from "#tests/setup/seed-log.ts";
import { useDatabase } from "#tests/setup/with-database.ts";
import { OPERATIONS } from "./operations.server.ts";
import { ALL_SCOPES } from "./scope.ts";

const BODY = `{"id": 820982911946154508, "name": "#1042", "email": "ada@example.com", "total": 10.00}`;
const NO_ID = "01900000-0000-7000-8000-000000000000";

describe("the public API", () => {
  useDatabase();
  let ours: DirectoryShop;
  let token: string;
  let theirs: string;
  let destinationId: string;
  let eventId: string;
  let deliveryId: string;
  let listenerId: string;

  beforeAll(async () => {
    ours = await seedShop();
    const other = await seedShop();
    token = (await makeToken(ours.shopId)).secret;
    theirs = (await makeToken(other.shopId)).secret;
    destinationId = await seedDestination(ours.shopId, "Secret ERP");
    eventId = await seedEvent(ours, {
      topic: "orders/create",
      payload: BODY,
      at: Date.now() - 60_000,
      deliveries: [{ destinationId, state: "dead", attempts: 3 }],
    });
    const delivery = await prisma.delivery.findFirstOrThrow({ where: { shopId: ours.shopId } });
    deliveryId = delivery.id;
    const opened = await callApi(token, "POST", "/listeners", {});
    listenerId = String(opened.json["id"]);
    await prisma.attempt.create({
      data: {
        shopId: ours.shopId,
        id: deliveryId,
        deliveryId,
        destinationId,
        number: 3,
        startedAt: new Date(),
        durationMs: 12,
        outcome: "rejected",
        status: 422,
      },
    });
  });

  const bodyFor = (path: string) => {
    if (path.endsWith("/replay")) return { mode: "skip-if-processed" };
    if (path.endsWith("/acknowledge")) return { eventIds: [eventId] };
    return path === "/listeners" ? {} : undefined;
  };

  /** Every operation with real ids in its address, and what its body has to be. */
  const requests = () =>
    OPERATIONS.map(({ id, method, path, scopes }) => ({
      id,
      method,
      scopes,
      path: path
        .replace("{eventId}", eventId)
        .replace("{deliveryId}", deliveryId)
        .replace("{destinationId}", destinationId)
        .replace("{listenerId}", listenerId),
      named: path.includes("{"),
      body: bodyFor(path),
    }));

  test("no token of another shop reads or changes anything of this one", async () => {
    const rows = () =>
      Promise.all([
        prisma.delivery.findMany({ where: { shopId: ours.shopId } }),
        prisma.destination.findMany({ where: { shopId: ours.shopId } }),
        prisma.auditEntry.count({ where: { shopId: ours.shopId } }),
        prisma.listener.findMany({ where: { shopId: ours.shopId } }),
        prisma.listenerAnswer.count(),
      ]);
    const before = await rows();
    for (const { id, method, path, named, body } of requests()) {
      const answer = await callApi(theirs, method, path, body);
      if (named && id !== "listDeliveriesOfEvent") expect(answer.status, id).toBe(404);
      else if (method === "GET") expect(answer.json["items"], id).toEqual([]);
      for (const secret of ["Secret ERP", "1042", destinationId]) {
        expect(answer.text, id).not.toContain(secret);
      }
    }
    const named = { mode: "process-again", destinationIds: [destinationId] };
    expect((await callApi(theirs, "POST", `/events/${eventId}/replay`, named)).status).toBe(404);
    expect(await rows()).toEqual(before);
  });

  test("another shop's event does not go to this shop's destination", async () => {
    const other = await seedShop();
    const { secret } = await makeToken(other.shopId);
    const event = await seedEvent(other, { topic: "orders/create", payload: BODY, at: Date.now() });
    const body = { mode: "process-again", destinationIds: [destinationId] };
    const answer = await callApi(secret, "POST", `/events/${event}/replay`, body);
    expect(answer.status).toBe(409);
    expect(await prisma.delivery.count({ where: { shopId: other.shopId } })).toBe(0);
  });

  test("every operation refuses a token that lacks one of its scopes, and names them", async () => {
    const lacking = new Map<string, string>();
    for (const scope of ALL_SCOPES) {
      const others = ALL_SCOPES.filter((each) => each !== scope);
      lacking.set(scope, (await makeToken(ours.shopId, others)).secret);
    }
    for (const { id, method, path, scopes, body } of requests()) {
      expect(scopes.length, id).toBeGreaterThan(0);
      for (const scope of scopes) {
        const answer = await callApi(lacking.get(scope), method, path, body);
        expect(answer.status, `${id} without ${scope}`).toBe(403);
        expect(answer.json["scopes"]).toEqual(scopes);
      }
    }
  });

  test("every operation answers as its description says", async () => {
    expect(compileAll()).toBeGreaterThan(OPERATIONS.length);
    for (const { id, method, path, body } of requests()) {
      const answer = await callApi(token, method, path, body);
      expect(answer.status, `${id}: ${answer.text}`).toBeLessThan(300);
    }
    expect([...succeeded].sort()).toEqual(OPERATIONS.map(({ id }) => id).sort());
    const served = await fetchOpen("/openapi.json");
    expect(served).toMatchObject({ openapi: "3.1.0" });
    expect(Object.keys(served["paths"] as object).length).toBeGreaterThan(5);
  });

  test("gives the payload masked, and the very bytes only with a scope of their own and a note", async () => {
    const masked = await callApi(token, "GET", `/events/${eventId}/payload`);
    expect(masked.text).toContain("820982911946154508");
    expect(masked.text).not.toContain("ada@example.com");
    expect(masked.headers.get("rollcall-masked")).toBe("1");
    const seen = { shopId: ours.shopId, action: "event.reveal" };
    const before = await prisma.auditEntry.count({ where: seen });
    const whole = await callApi(token, "GET", `/events/${eventId}/body`);
    expect(whole.text).toBe(BODY);
    expect(await prisma.auditEntry.count({ where: seen })).toBe(before + 1);
  });

  test("pages through all events without a gap or a double, newest first", async () => {
    const shop = await seedShop();
    const { secret } = await makeToken(shop.shopId);
    const ids: string[] = [];
    for (let at = 0; at < 7; at += 1) {
      const topic = at % 2 === 0 ? "orders/paid" : "products/update";
      ids.unshift(await seedEvent(shop, { topic, payload: { id: at }, at: Date.now() + at }));
    }
    const seen: unknown[] = [];
    let next: unknown = null;
    do {
      const cursor = typeof next === "string" ? `&cursor=${next}` : "";
      const page = await callApi(secret, "GET", `/events?limit=2${cursor}`);
      seen.push(...(page.json["items"] as { id: string }[]).map(({ id }) => id));
      next = page.json["next"];
    } while (next !== null);
    expect(seen).toEqual(ids);
    const paid = await callApi(secret, "GET", "/events?topic=orders/paid");
    expect(paid.json["items"]).toHaveLength(4);
  });

  test.each([
    ["/events?colour=red", "colour"],
    ["/events?topic=Orders", "topic"],
    ["/events?state=gone", "state"],
    ["/events?limit=0", "limit"],
    ["/events?limit=101", "limit"],
    ["/events?from=yesterday", "from"],
    ["/events?from=2026-02-01T10:00:00", "from"],
    ["/events?cursor=x", "cursor"],
    ["/events?topic=orders/paid&topic=orders/create", "topic"],
    ["/destinations?all=1", "all"],
  ])("refuses %s and names what to change", async (path, at) => {
    const answer = await callApi(token, "GET", path);
    expect(answer.status).toBe(400);
    expect(answer.json["errors"]).toMatchObject([{ at }]);
  });

  test("refuses bodies that are no JSON, too large or wrong", async () => {
    const path = `/events/${eventId}/replay`;
    const post = (body: unknown, init?: RequestInit) => callApi(token, "POST", path, body, init);
    expect((await post("{")).status).toBe(400);
    expect((await post({})).json["errors"]).toMatchObject([{ at: "mode" }]);
    expect((await post({ mode: "process-again", to: 1 })).json["errors"]).toMatchObject([
      { at: "to" },
    ]);
    expect((await post("x".repeat(70_000))).status).toBe(413);
    expect((await post("mode", { headers: { "content-type": "text/plain" } })).status).toBe(415);
  });

  test("says what is not there and which methods there are", async () => {
    expect((await callApi(token, "GET", "/nothing")).status).toBe(404);
    expect((await callApi(token, "GET", `/events/${NO_ID}`)).status).toBe(404);
    expect((await callApi(token, "GET", "/events/1%27%3B--")).status).toBe(404);
    const method = await callApi(token, "DELETE", "/destinations");
    expect([method.status, method.headers.get("allow")]).toEqual([405, "GET"]);
    const wrong = await callApi(token, "DELETE", "/nothing/at/all");
    expect(wrong.json["type"]).toBe("https://rollcall.test/api/v1/problems/not-found");
    expect(await fetchOpen("/problems/not-found")).toMatchObject({ status: 404 });
  });

  test("pauses and resumes a destination, with the token in the audit trail", async () => {
    const paused = await callApi(token, "POST", `/destinations/${destinationId}/pause`);
    expect(paused.json["state"]).toBe("paused");
    const again = await callApi(token, "POST", `/destinations/${destinationId}/pause`);
    expect(again.status).toBe(200);
    const resumed = await callApi(token, "POST", `/destinations/${destinationId}/resume`);
    expect(resumed.json["state"]).toBe("active");
    const entry = await prisma.auditEntry.findFirstOrThrow({
      where: { shopId: ours.shopId, subject: destinationId },
      orderBy: { id: "desc" },
    });
    expect(entry.actor).toMatch(/^token:/);
  });
});

async function fetchOpen(path: string): Promise<Record<string, unknown>> {
  const { loader } = await import("#app/routes/api.v1.$.tsx");
  const request = new Request(`https://rollcall.test/api/v1${path}`);
  const response = await loader({ request, params: {}, context: {} });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}
