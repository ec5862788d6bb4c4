import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { startEmbeddedPostgres } from "../app/embedded-postgres.server.ts";
import { applyMigrations } from "../app/migrations.server.ts";
import { ROOT } from "../scripts/command.ts";
import { postgresMs } from "./processor-time.ts";

export type BenchDatabases = Readonly<{
  /** A database of its own for one run. @param tables SQL, or the name of a database to clone */
  create: (from: { tables: string } | { clone: string }) => Promise<string>;
  drop: (url: string) => Promise<void>;
  /** Writes everything out, so that no run pays for the one before it. */
  settle: () => Promise<void>;
  /** Milliseconds of processor time the server has used so far; 0 where it cannot be told. */
  processorMs: () => Promise<number>;
  /** What all contenders run on, as the server reports it. */
  describe: () => Promise<string>;
  stop: () => Promise<void>;
}>;

export const ROLLCALL_TEMPLATE = "bench_rollcall";

/** One PostgreSQL for the whole run: the app's embedded one, or DATABASE_URL's server. */
export async function startDatabases(): Promise<BenchDatabases> {
  const given = process.env["DATABASE_URL"];
  const embedded = given ? undefined : await startEmbeddedPostgres(join(ROOT, ".cache", "bench"));
  const server = given ?? embedded?.url ?? "";
  const inDatabase = (name: string) => {
    const address = new URL(server);
    address.pathname = `/${name}`;
    return address.href;
  };
  const maintenance = inDatabase("postgres");

  await runSql(maintenance, `DROP DATABASE IF EXISTS ${ROLLCALL_TEMPLATE} WITH (FORCE)`);
  await runSql(maintenance, `CREATE DATABASE ${ROLLCALL_TEMPLATE}`);
  await applyMigrations(inDatabase(ROLLCALL_TEMPLATE), ROOT);

  const postmaster = await postmasterOf(maintenance);

  return {
    create: async (from) => {
      const name = `bench_${randomBytes(5).toString("hex")}`;
      const template = "clone" in from ? ` TEMPLATE ${from.clone}` : "";
      await runSql(maintenance, `CREATE DATABASE ${name}${template}`);
      if ("tables" in from) await runSql(inDatabase(name), from.tables);
      return inDatabase(name);
    },
    drop: async (url) => {
      const name = new URL(url).pathname.slice(1);
      await runSql(maintenance, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await runSql(maintenance, `DROP DATABASE IF EXISTS ${name}_keys WITH (FORCE)`);
    },
    settle: async () => {
      await runSql(maintenance, "CHECKPOINT");
    },
    processorMs: async () => (postmaster === undefined ? 0 : postgresMs(postmaster)),
    describe: async () => {
      const [row] = await runSql(
        maintenance,
        `SELECT 'PostgreSQL ' || current_setting('server_version') || ', fsync ' ||
         current_setting('fsync') || ', synchronous_commit ' || current_setting('synchronous_commit') ||
         ', full_page_writes ' || current_setting('full_page_writes') AS text`,
      );
      return String(row?.["text"]);
    },
    stop: async () => embedded?.stop(),
  };
}

/** The first process of a server on this machine. */
async function postmasterOf(url: string): Promise<number | undefined> {
  const [row] = await runSql(url, "SELECT current_setting('data_directory') AS folder");
  const file = join(String(row?.["folder"]), "postmaster.pid");
  const pid = Number((await readFile(file, "utf8").catch(() => "")).split("\n", 1)[0]);
  return pid > 0 ? pid : undefined;
}

/** @returns the rows of the (last) statement. */
export async function runSql(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const result = await client.query(sql);
    return result.rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}
