import { randomBytes } from "node:crypto";
import pg from "pg";

/** Name of the migrated database that each test file's own database is cloned from. */
export const TEMPLATE = "rollcall_template";

/** The same server, another database. */
export function inDatabase(url: string, database: string): string {
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.href;
}

/** Clones the template; takes a few tens of milliseconds. @returns the address of the clone. */
export async function cloneDatabase(serverUrl: string): Promise<string> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await onServer(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  return inDatabase(serverUrl, name);
}

export async function dropDatabase(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await onServer(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  // The keys of its shops, which the app keeps beside it.
  await onServer(url, `DROP DATABASE IF EXISTS ${name}_keys WITH (FORCE)`);
}

/** Runs one statement in the server's maintenance database. */
export async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inDatabase(url, "postgres") });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
