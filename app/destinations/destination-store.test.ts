import { afterEach, describe, expect, test } from "vitest";
import { prisma } from "#app/db.server.ts";
import { createShop } from "#tests/setup/pipeline.ts";
import { startSink, status } from "#tests/setup/sink.ts";
import { useDatabase } from "#tests/setup/with-database.ts";
import {
  destinationSecrets,
  findDestination,
  listDestinations,
} from "./destination-queries.server.ts";
import {
  deleteDestination,
  disableDestination,
  pauseDestination,
  resumeDestination,
} from "./destination-store.server.ts";
import { saveDestination } from "./save-destination.server.ts";
import { sendTestEvent } from "./test-event.server.ts";

useDatabase();
const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
});

const form = { name: "ERP", fields: { url: "http://127.0.0.1:9/hook" } };

type Shop = Awaited<ReturnType<typeof createShop>>;

async function create(shop: Shop): Promise<string> {
  const saved = await saveDestination(shop, undefined, "http", form, "staff-1");
  if (!saved.ok) throw new Error("not saved");
  return saved.id;
}

describe("a destination", () => {
  test("has a signing secret of its own, encrypted, which no list and no page shows unasked", async () => {
    const shop = await createShop();
    const { shopId } = shop;
    const id = await create(shop);
    const secrets = await destinationSecrets(shopId, id);
    expect(secrets?.signing).toHaveLength(1);
    const secret = secrets?.signing[0]?.secret ?? "";
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const row = await prisma.destination.findFirst({ where: { shopId } });
    const stored = Buffer.from(row?.secrets ?? []).toString("latin1");
    expect(stored).not.toContain(secret.slice(6, 20));
    const shown = JSON.stringify([
      await listDestinations(shopId),
      await findDestination(shopId, id),
    ]);
    expect(shown).not.toContain("secret");
    expect(shown).not.toContain(secret);
  });

  test("is seen and changed by its own shop only", async () => {
    const [shop, otherShop] = [await createShop(), await createShop()];
    const [{ shopId }, { shopId: other }] = [shop, otherShop];
    const id = await create(shop);
    expect(await findDestination(other, id)).toBeUndefined();
    expect(await destinationSecrets(other, id)).toBeUndefined();
    expect(await pauseDestination(other, id, "staff-2")).toBe(false);
    expect(await deleteDestination(other, id, "staff-2")).toBe(false);
    const changed = await saveDestination(otherShop, id, "http", form, "staff-2");
    expect(changed).toEqual({ ok: false, missing: true });
    expect((await findDestination(shopId, id))?.state).toBe("active");
  });

  test("goes through its states, each with its reason and an entry in the audit trail", async () => {
    const shop = await createShop();
    const { shopId } = shop;
    const id = await create(shop);
    const state = async () => {
      const destination = await findDestination(shopId, id);
      return [destination?.state, destination?.stateReason];
    };
    expect(await resumeDestination(shopId, id, "staff-1")).toBe(false);
    await pauseDestination(shopId, id, "staff-1");
    expect(await state()).toEqual(["paused", "person"]);
    expect(await pauseDestination(shopId, id, "staff-1")).toBe(false);
    await resumeDestination(shopId, id, "staff-1");
    expect(await state()).toEqual(["active", undefined]);
    await disableDestination(shopId, id, "gone");
    expect(await state()).toEqual(["disabled", "gone"]);
    await deleteDestination(shopId, id, "staff-1");
    expect(await state()).toEqual([undefined, undefined]);
    expect((await prisma.destination.findFirst({ where: { shopId } }))?.secrets).toBeNull();
    const audit = await prisma.auditEntry.findMany({ where: { shopId }, orderBy: { id: "asc" } });
    expect(audit.map(({ actor, action }) => `${actor} ${action}`)).toEqual([
      "staff-1 destination.create",
      "staff-1 destination.pause",
      "staff-1 destination.resume",
      "rollcall destination.disable",
      "staff-1 destination.delete",
    ]);
  });

  test("is not saved with an address inside the operator's network, by number or by name", async () => {
    const shop = await createShop();
    for (const url of [
      "https://10.0.0.1/",
      "https://169.254.169.254/",
      "http://erp.example.com/",
    ]) {
      const typed = { ...form, fields: { url } };
      const saved = await saveDestination(shop, undefined, "http", typed, "staff-1");
      expect(saved).toMatchObject({ ok: false, errors: { url: expect.any(String) } });
    }
    expect(await listDestinations(shop.shopId)).toEqual([]);
  });
});

describe("a test event", () => {
  test("brings the real answer back and stores nothing", async () => {
    const sink = await startSink((_, response) => {
      response.writeHead(418, { "X-Teapot": "yes" }).end("short and stout");
    });
    running.push(sink.close);
    const shop = await createShop();
    const result = await sendTestEvent(shop, "http", {
      fields: { url: sink.url, shopifyHmac: "true" },
    });
    expect(result).toMatchObject({
      kind: "answered",
      accepted: false,
      status: 418,
      body: "short and stout",
      bodyCut: false,
    });
    expect(result.kind === "answered" && result.headers).toContainEqual(["x-teapot", "yes"]);
    expect(sink.received[0]?.headers).toMatchObject({
      "x-shopify-shop-domain": shop.domain,
      "x-shopify-hmac-sha256": expect.any(String),
      "webhook-signature": expect.stringMatching(/^v1,/),
      "rollcall-source": "test",
    });
    const where = { shopId: shop.shopId };
    expect(await prisma.event.count({ where })).toBe(0);
    expect(await prisma.attempt.count({ where })).toBe(0);
  });

  test("tells what is wrong with an address, and why there was no answer", async () => {
    const shop = await createShop();
    const sink = await startSink(status(200));
    await sink.close();
    expect(
      await sendTestEvent(shop, "http", { fields: { url: "https://10.0.0.1/" } }),
    ).toMatchObject({
      kind: "invalid",
      errors: { url: expect.any(String) },
    });
    expect(await sendTestEvent(shop, "http", { fields: { url: sink.url } })).toMatchObject({
      kind: "no_answer",
      failure: "connection",
    });
  });
});
