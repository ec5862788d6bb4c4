import { ESLint } from "eslint";
import { describe, expect, test } from "vitest";

const eslint = new ESLint();

/** The names of the rules that refuse this code at this place. */
async function refusedBy(filePath: string, code: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(code, { filePath });
  return (result?.messages ?? []).map(({ ruleId }) => ruleId);
}

const WALL = "no-restricted-imports";

describe("a rule of the layout that is broken is refused by lint", () => {
  test.each([
    ["app/intake/util.ts", "export const a = 1;", "rollcall/file-name"],
    ["app/intake/readBody.ts", "export const a = 1;", "rollcall/file-name"],
    ["app/event-log/a.ts", 'import { x } from "#app/intake/new-event.ts"; x();', WALL],
    ["app/event-log/a.server.ts", 'import { x } from "../delivery/outcome.ts"; x();', WALL],
    ["app/delivery/a.server.ts", 'import { x } from "#app/shops/open-app.server.ts"; x();', WALL],
    ["app/db.server.ts", 'import { x } from "#app/intake/new-event.ts"; x();', WALL],
    ["app/intake/a.server.ts", 'import { x } from "#app/routes/app.tsx"; x();', WALL],
    ["app/intake/a.ts", 'import { x } from "../../simulator/options.ts"; x();', WALL],
    ["app/intake/a.ts", 'import { x } from "#tests/setup/sink.ts"; x();', WALL],
    ["simulator/a.ts", 'import { x } from "#app/config.ts"; x();', WALL],
    ["app/routes/a.tsx", 'import { prisma } from "#app/db.server.ts"; prisma.x();', WALL],
    [
      "app/routes/a.tsx",
      'import { x } from "#app/delivery/lane-system-store.server.ts"; x();',
      WALL,
    ],
    ["app/ui/a.tsx", 'import { x } from "#app/shop-session.server.ts"; x();', WALL],
    [
      "app/shops/a.server.ts",
      'import { prisma } from "#app/db.server.ts"; prisma.x();',
      "rollcall/tables-only-in-stores",
    ],
    [
      "app/shops/a-queries.server.ts",
      "export async function readAll(limit: number) { return limit; }",
      "rollcall/shop-first",
    ],
    [
      "app/shops/a-store.server.ts",
      "export const write = (id: string) => id;",
      "rollcall/shop-first",
    ],
    ["app/delivery/a.ts", "export const now = () => Date.now();", "rollcall/pure-or-server"],
    ["app/delivery/a.ts", "export const now = () => new Date();", "rollcall/pure-or-server"],
    ["app/delivery/a.ts", "export const dice = () => Math.random();", "rollcall/pure-or-server"],
    ["app/delivery/a.ts", 'import { x } from "./b.server.ts"; x();', "rollcall/pure-or-server"],
    ["app/delivery/a.ts", 'import { x } from "node:fs"; x();', "rollcall/pure-or-server"],
    ["app/delivery/a.server.ts", "export const a = process.env.PORT;", "no-restricted-syntax"],
    ["app/delivery/a.server.ts", 'console.log("x");', "no-console"],
    ["app/delivery/a.ts", `${"//\n".repeat(301)}export const a = 1;`, "max-lines"],
  ])("%s: %s", async (filePath, code, rule) => {
    expect(await refusedBy(filePath, code)).toContain(rule);
  });

  test.each([
    ["app/delivery/a.server.ts", 'import { x } from "#app/event-log/partition.ts"; x();'],
    [
      "app/shops/a-queries.server.ts",
      "export async function readAll(shopId: string) { return shopId; }",
    ],
    ["app/shops/a-system-store.server.ts", "export const all = (limit: number) => limit;"],
    ["app/delivery/a.ts", "export const at = (now: number) => new Date(now);"],
  ])("and what keeps to them passes: %s", async (filePath, code) => {
    expect(await refusedBy(filePath, code)).toEqual([]);
  });
});
