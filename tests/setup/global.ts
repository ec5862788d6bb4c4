import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "#app/embedded-postgres.server.ts";
import { applyMigrations } from "#app/migrations.server.ts";
import { inDatabase, onServer, TEMPLATE } from "./database.ts";

declare module "vitest" {
  interface ProvidedContext {
    databaseServer: string;
  }
}

/** One real PostgreSQL for the run, with a migrated template that every test file clones. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = join(process.cwd(), ".cache", `test-${process.pid}`);
  const server = await startEmbeddedPostgres(folder);
  await onServer(server.url, `CREATE DATABASE ${TEMPLATE}`);
  await applyMigrations(inDatabase(server.url, TEMPLATE));
  project.provide("databaseServer", server.url);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
