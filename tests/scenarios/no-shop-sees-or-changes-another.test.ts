import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "#app/db.server.ts";
import type { DirectoryShop } from "#app/shop-directory-store.server.ts";
import { signIn, type Staff } from "#tests/setup/admin-request.ts";
import { seedDestination, seedEvent, seedShop } from "#tests/setup/seed-log.ts";
import { useDatabase } from "#tests/setup/with-database.ts";

type Route = Readonly<{
  loader?: (args: LoaderFunctionArgs) => unknown;
  action?: (args: ActionFunctionArgs) => unknown;
}>;

/** What a page or a button gives, or the status it refuses with. */
async function open(
  route: Promise<Route>,
  staff: Staff,
  path: string,
  { id, form }: { id?: string; form?: Record<string, string> } = {},
): Promise<unknown> {
  const { loader, action } = await route;
  const run = form ? action : loader;
  try {
    const request = staff.request(path, form);
    return await run?.({ request, params: id ? { id } : {}, context: {} });
  } catch (thrown) {
    if (thrown instanceof Response) return thrown.status;
    throw thrown;
  }
}

const routes = {
  home: () => import("#app/routes/app._index/route.tsx"),
  events: () => import("#app/routes/app.events._index/route.tsx"),
  event: () => import("#app/routes/app.events.$id/route.tsx"),
  newCount: () => import("#app/routes/app.events.new-count.tsx"),
  replay: () => import("#app/routes/app.events.replay.tsx"),
  retry: () => import("#app/routes/app.deliveries.retry.tsx"),
  destinations: () => import("#app/routes/app.destinations._index/route.tsx"),
  destination: () => import("#app/routes/app.destinations.$id._index/route.tsx"),
  edit: () => import("#app/routes/app.destinations.$id.edit.tsx"),
  subscriptions: () => import("#app/routes/app.subscriptions._index/route.tsx"),
};

describe("no request with another shop's session sees or changes anything of this shop", () => {
  useDatabase();
  let shop: DirectoryShop;
  let ours: Staff;
  let theirs: Staff;
  let destinationId: string;
  let eventId: string;
  let deliveryId: string;

  beforeAll(async () => {
    shop = await seedShop("ours.myshopify.com");
    await seedShop("theirs.myshopify.com");
    [ours, theirs] = [await signIn("ours.myshopify.com"), await signIn("theirs.myshopify.com")];
    destinationId = await seedDestination(shop.shopId, "Secret ERP");
    eventId = await seedEvent(shop, {
      topic: "orders/create",
      payload: { id: 1, name: "#1042", email: "ada@example.com" },
      at: Date.now() - 60_000,
      deliveries: [{ destinationId, state: "pending", problem: true }],
    });
    const delivery = await prisma.delivery.findFirstOrThrow({ where: { shopId: shop.shopId } });
    deliveryId = delivery.id;
  });

  test("its own session sees the event, with what is personal hidden", async () => {
    const event = JSON.stringify(
      await open(routes.event(), ours, `/app/events/${eventId}`, { id: eventId }),
    );
    expect(event).toContain("#1042");
    expect(event).not.toContain("ada@example.com");
    expect(JSON.stringify(await open(routes.events(), ours, "/app/events"))).toContain("#1042");
  });

  test("lists of the other shop hold nothing of it", async () => {
    const pages = [
      await open(routes.home(), theirs, "/app"),
      await open(routes.events(), theirs, "/app/events"),
      await open(routes.events(), theirs, `/app/events?q=${eventId}`),
      await open(routes.events(), theirs, `/app/events?destination=${destinationId}`),
      await open(routes.destinations(), theirs, "/app/destinations"),
      await open(routes.subscriptions(), theirs, "/app/subscriptions"),
    ];
    const text = JSON.stringify(pages);
    expect(text).not.toContain("#1042");
    expect(text).not.toContain("Secret ERP");
    const count = await open(
      routes.newCount(),
      theirs,
      "/app/events/new-count?after=00000000-0000-0000-0000-000000000000",
    );
    expect(count).toMatchObject({ count: 0 });
  });

  test("its pages are not there for the other shop", async () => {
    expect(await open(routes.event(), theirs, "/app/events/x", { id: eventId })).toBe(404);
    expect(await open(routes.destination(), theirs, "/app/x", { id: destinationId })).toBe(404);
    expect(await open(routes.edit(), theirs, "/app/x", { id: destinationId })).toBe(404);
  });

  test("its buttons do nothing for the other shop", async () => {
    const before = await everything();
    const press = (
      route: Promise<Route>,
      form: Record<string, string>,
      id: string = destinationId,
    ) => open(route, theirs, "/app/x", { id, form });

    expect(await press(routes.event(), {}, eventId)).toBe(404);
    expect(await press(routes.edit(), { name: "Mine", url: "http://127.0.0.1:9/" })).toBe(404);
    for (const intent of ["pause", "resume", "delete"]) {
      expect(await press(routes.destination(), { intent })).toMatchObject({ ok: false });
    }
    expect(await press(routes.destination(), { intent: "test" })).toBe(404);
    const replay = { events: eventId, destinations: destinationId, mode: "again" };
    expect(await press(routes.replay(), replay)).toMatchObject({ ok: false });
    expect(await press(routes.retry(), { delivery: deliveryId })).toMatchObject({ ok: false });
    expect(await everything()).toEqual(before);
  });

  async function everything(): Promise<unknown> {
    return {
      destinations: await prisma.destination.findMany(),
      deliveries: await prisma.delivery.findMany(),
      lanes: await prisma.lane.findMany(),
      audit: await prisma.auditEntry.findMany({ where: { shopId: shop.shopId } }),
    };
  }

  test("revealing is noted with who did it", async () => {
    const revealed = await open(routes.event(), ours, "/app/x", { id: eventId, form: {} });
    expect(JSON.stringify(revealed)).toContain("ada@example.com");
    const noted = await prisma.auditEntry.findFirst({ where: { action: "event.reveal" } });
    expect(noted).toMatchObject({ shopId: shop.shopId, actor: "42", subject: eventId });
  });
});
