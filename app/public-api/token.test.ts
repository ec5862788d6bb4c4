import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "#app/db.server.ts";
import { signIn, type Staff } from "#tests/setup/admin-request.ts";
import { callApi, makeToken } from "#tests/setup/api-client.ts";
import { seedShop } from "#tests/setup/seed-log.ts";
import { useDatabase } from "#tests/setup/with-database.ts";
import { RATE } from "./rate.ts";
import { listTokens } from "./token-queries.server.ts";
import { hashToken } from "./token-secret.server.ts";
import { createToken, MOST_TOKENS, revokeToken } from "./token-store.server.ts";

describe("tokens", () => {
  useDatabase();
  let shopId: string;
  beforeAll(async () => {
    ({ shopId } = await seedShop());
  });
  const ask = (token: string | undefined) => callApi(token, "GET", "/destinations");

  test("are known by a hash alone, and shown without it", async () => {
    const { id, secret } = await makeToken(shopId);
    const row = await prisma.apiToken.findUniqueOrThrow({ where: { shopId_id: { shopId, id } } });
    expect(Buffer.from(row.secretHash)).toEqual(hashToken(secret));
    const texts = JSON.stringify([row, await listTokens(shopId)]);
    expect(texts).not.toContain(secret.slice(9, 30));
    expect(texts).toContain(secret.slice(-4));
    expect((await ask(secret)).status).toBe(200);
  });

  test("are asked for, and refused when they are not real", async () => {
    const none = await ask(undefined);
    expect([none.status, none.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    const { secret } = await makeToken(shopId);
    const other = secret.slice(0, -1) + (secret.endsWith("A") ? "E" : "A");
    for (const wrong of [other, "x", `${secret} `.repeat(2), secret.toUpperCase()]) {
      expect((await ask(wrong)).status).toBe(401);
    }
  });

  test("stop working at once when revoked, and can be revoked by their own shop only", async () => {
    const { id, secret } = await makeToken(shopId);
    const other = await seedShop();
    expect(await revokeToken(other.shopId, id, "13")).toBe(false);
    expect((await ask(secret)).status).toBe(200);
    expect(await revokeToken(shopId, id, "42")).toBe(true);
    expect((await ask(secret)).status).toBe(401);
    const actions = await prisma.auditEntry.findMany({ where: { shopId, subject: id } });
    expect(actions.map(({ action }) => action).sort()).toEqual([
      "api_token.create",
      "api_token.revoke",
    ]);
  });

  test("stop working when they expire, and with the installation", async () => {
    const expired = await makeToken(shopId, undefined, new Date(Date.now() - 1));
    expect((await ask(expired.secret)).status).toBe(401);
    const shop = await seedShop();
    const { secret } = await makeToken(shop.shopId);
    const set = (data: object) => prisma.shop.update({ where: { id: shop.shopId }, data });
    await set({ installState: "uninstalled" });
    expect((await ask(secret)).status).toBe(401);
    await set({ installState: "active", installedAt: new Date(Date.now() + 1_000) });
    expect((await ask(secret)).status).toBe(401);
    await set({ installedAt: new Date(Date.now() - 60_000) });
    expect((await ask(secret)).status).toBe(200);
  });

  test("are limited each for itself, and told when to ask again", async () => {
    const { id, secret } = await makeToken(shopId);
    const neighbour = await makeToken(shopId);
    const where = { shopId_id: { shopId, id } };
    // Refilled in a thousand seconds from now: no time that the test takes fills it.
    const empty = { allowance: 0, refilledAt: new Date(Date.now() + 1_000_000) };
    await prisma.apiToken.update({ where, data: { ...empty, allowance: 3 } });
    const statuses = await Promise.all(
      [1, 2, 3, 4, 5, 6].map(async () => (await ask(secret)).status),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(3);
    expect(statuses.filter((status) => status === 429)).toHaveLength(3);
    const refused = await ask(secret);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect((await ask(neighbour.secret)).status).toBe(200);
    await prisma.apiToken.update({
      where,
      data: { allowance: 0, refilledAt: new Date(Date.now() - 3_600_000) },
    });
    expect((await ask(secret)).status).toBe(200);
    const row = await prisma.apiToken.findUniqueOrThrow({ where });
    expect(row.allowance).toBe(RATE.burst - 1);
  });

  test("are not made without end", async () => {
    const shop = await seedShop();
    const make = () =>
      createToken(shop.shopId, { name: "n", scopes: [], expiresAt: undefined }, "42");
    const made = await Promise.all(Array.from({ length: MOST_TOKENS + 3 }, make));
    expect(made.filter(({ ok }) => ok)).toHaveLength(MOST_TOKENS);
  });
});

describe("the page of tokens", () => {
  useDatabase();

  test("makes a token that works, shows it once, and revokes for its own shop only", async () => {
    const { action, loader } = await import("#app/routes/app.api-tokens/route.tsx");
    const shop = await seedShop("tokens.myshopify.com");
    await seedShop("other.myshopify.com");
    const [staff, stranger] = [
      await signIn("tokens.myshopify.com"),
      await signIn("other.myshopify.com"),
    ];
    const send = (who: Staff, form: Record<string, string>) =>
      action({ request: who.request("/app/api-tokens", form), params: {}, context: {} });
    const wanted = { name: "ERP", scopes: "destinations:read", lifetime: "90" };
    expect(
      await send(staff, { ...wanted, name: " ", scopes: "root", lifetime: "1" }),
    ).toMatchObject({
      kind: "invalid",
      errors: {
        name: expect.stringContaining("name"),
        scopes: expect.stringContaining("least one"),
        lifetime: expect.stringContaining("long"),
      },
    });
    const made = await send(staff, wanted);
    if (made.kind !== "made") throw new Error("no token was made");
    expect((await callApi(made.secret, "GET", "/destinations")).status).toBe(200);
    const open = (who: Staff) =>
      loader({ request: who.request("/app/api-tokens"), params: {}, context: {} });
    const shown = await open(staff);
    expect(JSON.stringify(shown)).not.toContain(made.secret);
    expect((await open(stranger)).tokens).toEqual([]);
    const token = shown.tokens[0]?.id ?? "";
    await send(stranger, { intent: "revoke", token });
    expect(await listTokens(shop.shopId)).toHaveLength(1);
    await send(staff, { intent: "revoke", token });
    expect((await callApi(made.secret, "GET", "/destinations")).status).toBe(401);
  });
});
