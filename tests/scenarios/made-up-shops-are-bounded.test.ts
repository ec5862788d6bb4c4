import { describe, expect, test } from "vitest";
import { prisma } from "#app/db.server.ts";
import { send, useIntakeServer, webhook } from "#tests/setup/intake-server.ts";
import { useDatabase } from "#tests/setup/with-database.ts";

describe("one signed body, sent in under many names", () => {
  useDatabase();
  const url = useIntakeServer();

  test("made-up shops are noted up to a limit a minute; those that are known are taken", async () => {
    const toShop = (domain: string) => webhook(url(), "{}", { "X-Shopify-Shop-Domain": domain });
    await send(toShop("known.myshopify.com"));
    const answers = await Promise.all(
      // Twice what a minute allows: a minute may end in between.
      Array.from({ length: 130 }, (_, n) => send(toShop(`made-up-${n}.myshopify.com`))),
    );
    const refused = answers.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.headers.get("retry-after")).not.toBeNull();
    const noted = await prisma.shop.count({ where: { domain: { startsWith: "made-up-" } } });
    expect(noted).toBe(130 - refused.length);
    expect((await send(toShop("known.myshopify.com"))).status).toBe(200);
  });
});
