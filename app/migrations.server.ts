import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import pg from "pg";
import { ConfigError } from "./config.ts";

const FOLDER = join("prisma", "migrations");
/** Any number that is not Prisma's own; it keeps two starting processes from migrating at once. */
const LOCK = 7_355_608_001;
const CONNECT_WITHIN_MS = 10_000;

/**
 * Applies the migrations that the database lacks, with `prisma migrate deploy`, under an advisory
 * lock. When none is pending the command is not started at all, since it takes seconds.
 * @returns the names of the migrations applied.
 * @throws ConfigError in one line when the database cannot be reached or may not be changed; when
 *   the command fails, an error with its last lines.
 */
export async function applyMigrations(
  databaseUrl: string,
  root = process.cwd(),
): Promise<string[]> {
  const client = await connect(databaseUrl);
  try {
    await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
    const pending = await pendingMigrations(client, root);
    if (pending.length > 0) {
      await requireRights(client);
      await deploy(databaseUrl, root);
    }
    return pending;
  } finally {
    await client.end();
  }
}

async function connect(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
  });
  // One that breaks later says so at the next statement.
  client.on("error", () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    const { code = "", message } = error as Error & { code?: string };
    throw new ConfigError(
      `DATABASE_URL leads to no database that can be used (${message || code}): check that PostgreSQL runs, and host, port, user, password and database`,
    );
  }
}

/** Tables, and schemas of their own for partitions and jobs. */
async function requireRights(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string; allowed: boolean }>(
    `SELECT current_database() AS name, has_database_privilege(current_database(), 'CREATE')
      AND COALESCE(has_schema_privilege(current_schema(), 'CREATE'), false) AS allowed`,
  );
  if (rows[0]?.allowed) return;
  throw new ConfigError(
    `the user in DATABASE_URL may not create what is needed: grant it CREATE on database "${rows[0]?.name}" and on schema public`,
  );
}

async function pendingMigrations(client: pg.Client, root: string): Promise<string[]> {
  const entries = await readdir(join(root, FOLDER), { withFileTypes: true });
  const known = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const table = await client.query("SELECT to_regclass('_prisma_migrations') AS name");
  if (table.rows[0].name === null) return known.sort();
  const applied = await client.query<{ migration_name: string }>(
    "SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL",
  );
  const done = new Set(applied.rows.map((row) => row.migration_name));
  return known.filter((name) => !done.has(name)).sort();
}

async function deploy(databaseUrl: string, root: string): Promise<void> {
  const cli = createRequire(join(root, "package.json")).resolve("prisma/build/index.js");
  const child = spawn(process.execPath, [cli, "migrate", "deploy"], {
    cwd: root,
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      CHECKPOINT_DISABLE: "1",
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let finished = false;
  const read = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-4_000);
    if (finished || !/successfully applied|No pending migrations/.test(output)) return;
    // It lingers for about ten seconds after its work is done.
    finished = true;
    child.kill("SIGTERM");
  };
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  const code = await new Promise<number | null>((done, fail) => {
    child.once("error", fail);
    child.once("close", done);
  });
  if (!finished && code !== 0) throw new Error(`prisma migrate deploy failed:\n${output}`);
}
