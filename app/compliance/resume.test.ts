import { describe, expect, test } from "vitest";
import { prisma } from "#app/db.server.ts";
import { seedEvent, seedShop } from "#tests/setup/seed-log.ts";
import { useDatabase } from "#tests/setup/with-database.ts";
import { carryOutRequest } from "./carry-out-request.server.ts";
import { findComplianceRequest } from "./compliance-queries.server.ts";
import { findPerson, searchOn } from "./find-person.server.ts";

/** True so many times. */
function times(count: number): () => boolean {
  let asked = 0;
  return () => asked++ < count;
}

describe("a request that is carried out in stretches", () => {
  useDatabase();

  test("goes on behind what it has read, and reads each event once", async () => {
    const shop = await seedShop();
    const { shopId } = shop;
    const at = Date.now() - 60_000;
    const ids: string[] = [];
    for (let index = 0; index < 250; index += 1) {
      const customer = { id: index % 5 === 0 ? 6133000000001 : 7000000000000 + index };
      ids.push(
        await seedEvent(shop, { topic: "customers/update", payload: customer, at: at + index }),
      );
    }
    const payload = { shop_domain: shop.domain, customer: { id: 6133000000001 } };
    const eventId = await seedEvent(shop, { topic: "customers/redact", payload, at: at + 300 });

    // The first stretch is over before it has read anything; then one portion; then a kill.
    await prisma.complianceRequest.create({
      data: {
        shopId,
        id: eventId,
        eventId,
        topic: "customers/redact",
        state: "searching",
        receivedAt: new Date(),
        dueAt: new Date(),
      },
    });
    const request = async () => (await findComplianceRequest(shopId, { eventId }))!;
    const person = (await findPerson(shopId, await request()))!;
    expect(await searchOn(shopId, await request(), person, () => false)).toBe(false);
    expect((await request()).eventsRead).toBe(0);
    expect(await searchOn(shopId, await request(), person, times(1))).toBe(false);
    const { cursor, eventsRead, eventsFound } = await request();
    expect({ cursor, eventsRead, eventsFound }).toEqual({
      cursor: ids[99],
      eventsRead: 100,
      eventsFound: 20,
    });

    for (;;) {
      const step = await carryOutRequest(shopId, eventId, 1);
      if (step.kind === "done" || step.look > 1) break;
    }
    expect(await request()).toMatchObject({
      state: "done",
      eventsRead: 251,
      eventsFound: 50,
      eventsErased: 51,
    });
    expect(await prisma.event.count({ where: { shopId, body: null } })).toBe(51);
  });
});
