import { describe, expect, test } from "vitest";
import { prisma } from "#app/db.server.ts";
import { recordEvents } from "#tests/setup/pipeline.ts";
import { seedShop } from "#tests/setup/seed-log.ts";
import { useDatabase } from "#tests/setup/with-database.ts";
import { lookAtTopics } from "./look-at-topics.server.ts";
import { readWatchFindings } from "./watch-finding-queries.server.ts";

const usual = { id: 1, email: "ann@example.com", total: "1.00" };

describe("how webhooks come", () => {
  useDatabase();

  test("another shape is noted with the difference, and ends when it is as before", async () => {
    const shop = await seedShop();
    const { shopId } = shop;
    await prisma.shop.update({
      where: { id: shopId },
      data: {
        installState: "active",
        grantedScopes: ["read_orders"],
        chosenTopics: ["orders/create"],
      },
    });
    await prisma.subscription.create({
      data: {
        shopId,
        topic: "orders/create",
        state: "registered",
        uri: "https://rollcall.test/webhooks",
      },
    });
    const arrive = async (payload: object, count: number) => {
      const body = JSON.stringify(payload);
      await recordEvents(
        shop,
        Array.from({ length: count }, () => ({ topic: "orders/create", body })),
      );
      await lookAtTopics(shopId, Date.now());
    };
    for (let round = 0; round < 4; round += 1) await arrive(usual, 6);
    expect(await readWatchFindings(shopId)).toEqual([]);

    // In April 2026 every delivery was 200, and the payloads were wrong for days.
    await arrive({ id: "1", total: "1.00", channel: "web" }, 6);
    const [finding] = await readWatchFindings(shopId);
    expect(finding).toMatchObject({
      cause: "payload-shape",
      subject: "orders/create",
      detail: { added: ["channel"], missing: ["email"], emptied: [], retyped: ["id"] },
    });
    const stored = await prisma.payloadShape.findFirst({ where: { shopId } });
    expect(JSON.stringify(stored?.fields)).not.toContain("ann@example.com");
    await arrive(usual, 6);
    expect(await readWatchFindings(shopId)).toEqual([]);
  });
});
