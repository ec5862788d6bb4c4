import { afterEach, expect, test, vi } from "vitest";
import { prisma } from "#app/db.server.ts";
import { startDeliveryWorker } from "#app/delivery/worker.server.ts";
import { addDestination, createShop, order, recordEvents } from "#tests/setup/pipeline.ts";
import { startSink, status } from "#tests/setup/sink.ts";
import { useDatabase } from "#tests/setup/with-database.ts";

useDatabase();
const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

/** Time passes until a held destination and all that waits may be tried again. */
async function waitIsOver(destinationId: string): Promise<void> {
  await prisma.$executeRaw`
    UPDATE destination SET held_until = now() WHERE id = ${destinationId}::uuid`;
  await prisma.$executeRaw`
    UPDATE lane SET next_at = now() WHERE destination_id = ${destinationId}::uuid AND leased_until IS NULL`;
}

test.each([503, 401])(
  "a destination that answers %i to everything is left alone, and drains in order when it is back",
  async (code) => {
    const sink = await startSink(status(code));
    cleanUp.push(sink.close);
    const shop = await createShop();
    const id = await addDestination(shop, sink.url, { concurrency: 4 });
    const lanes = Array.from({ length: 60 }, (_, index) => index + 1);
    await recordEvents(
      shop,
      lanes.flatMap((lane) => [order(lane, 1), order(lane, 2)]),
    );
    const worker = startDeliveryWorker({ pollMs: 50 });
    cleanUp.push(worker.stop);
    const failures = async () =>
      (await prisma.destination.findFirstOrThrow({ where: { id } })).breakerFailures;
    await vi.waitFor(async () => expect(await failures()).toBeGreaterThanOrEqual(3), 30_000);
    // Ten attempts were enough to know, those under way at that moment came on top, then one at a time.
    const tried = sink.received.length;
    expect(tried).toBeLessThanOrEqual(10 + 4 + (await failures()));
    const untouched = await prisma.delivery.count({ where: { destinationId: id, attempts: 0 } });
    expect(untouched).toBeGreaterThanOrEqual(120 - tried);

    sink.answer(status(200));
    const from = sink.received.length;
    await waitIsOver(id);
    const done = () => prisma.delivery.count({ where: { destinationId: id, state: "delivered" } });
    await vi.waitFor(async () => expect(await done()).toBe(120), 40_000);
    for (const lane of lanes) {
      const bodies = sink.received.slice(from).map(({ body }) => JSON.parse(body.toString()));
      const states = bodies.filter((body) => body.id === lane).map((body) => body.state);
      expect(states).toEqual([1, 2]);
    }
    expect(await prisma.delivery.count({ where: { destinationId: id, state: "dead" } })).toBe(0);
  },
  90_000,
);
