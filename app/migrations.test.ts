import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { freePort } from "#tests/setup/app-process.ts";
import { inDatabase, onServer } from "#tests/setup/database.ts";
import { ConfigError } from "./config.ts";
import { applyMigrations } from "./migrations.server.ts";

describe("a database that cannot be used is told in one line, without its password", () => {
  const name = `weak_${randomBytes(6).toString("hex")}`;
  const password = randomBytes(12).toString("hex");
  let server = "";
  const asWeak = (given: string): string => {
    const url = new URL(inDatabase(server, name));
    url.username = name;
    url.password = given;
    return url.href;
  };

  beforeAll(async () => {
    server = inject("databaseServer");
    await onServer(server, `CREATE ROLE ${name} LOGIN PASSWORD '${password}'`);
    await onServer(server, `CREATE DATABASE ${name}`);
  });
  afterAll(async () => {
    await onServer(server, `DROP DATABASE ${name}`);
    await onServer(server, `DROP ROLE ${name}`);
  });

  test.each([
    [
      "nobody listens",
      async () => `postgresql://u:${password}@127.0.0.1:${await freePort()}/x`,
      /DATABASE_URL .*ECONNREFUSED/,
    ],
    ["another password", async () => asWeak(`${password}x`), /DATABASE_URL .*password/],
    ["no right to create tables", async () => asWeak(password), /grant it CREATE on database/],
  ])("%s", async (_what, url, line) => {
    const error: unknown = await applyMigrations(await url()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigError);
    const { message } = error as ConfigError;
    expect(message).toMatch(line);
    expect(message).not.toContain("\n");
    expect(message).not.toContain(password);
  });
});
