import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "#prisma/client.ts";
import { PreparingClient } from "./prepared-statement.server.ts";

/**
 * The one pool and the one Prisma client of the process; both are set by `connectDatabase`.
 * Prisma runs on this very pool. Only the delivery worker's claim and completion use the pool
 * itself, in a store file that says why.
 */
export let pool: pg.Pool;
export let prisma: PrismaClient;
/** The database of the shops' keys, apart from what they open; only `shop-key-store` uses it. */
export let keyPool: pg.Pool;
let address: string | undefined;
let keyAddress: string | undefined;

export type Transaction = Parameters<Parameters<PrismaClient["$transaction"]>[0]>[0];

export type DatabaseOptions = Readonly<{
  /** Connections at most. */
  connections?: number;
  /** Where the shops' keys are; left out: beside the database, under its name and `_keys`. */
  keyUrl?: string | undefined;
  onPoolError?: (error: Error) => void;
}>;

/** Connects lazily: the first query opens the first connection. Calling it again replaces the pool. */
export function connectDatabase(url: string, options: DatabaseOptions = {}): void {
  address = url;
  pool = new pg.Pool({
    Client: PreparingClient,
    connectionString: url,
    max: options.connections ?? 12,
    connectionTimeoutMillis: 4_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: "rollcall",
    // A process that freezes within a transaction must not keep its locks for ever.
    options: "-c idle_in_transaction_session_timeout=110s",
  });
  // An idle connection that breaks (PostgreSQL restarted) must not end the process.
  pool.on("error", (error) => options.onPoolError?.(error));
  prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  keyAddress = options.keyUrl ?? keyDatabaseBeside(url);
  keyPool = new pg.Pool({
    connectionString: keyAddress,
    max: 2,
    connectionTimeoutMillis: 4_000,
    idleTimeoutMillis: 10_000,
    application_name: "rollcall keys",
  });
  keyPool.on("error", (error) => options.onPoolError?.(error));
}

/** The same server, the name with `_keys` behind it: what a dump of the main one does not hold. */
export function keyDatabaseBeside(url: string): string {
  const beside = new URL(url);
  beside.pathname = `${beside.pathname}_keys`;
  return beside.href;
}

/** The address given to `connectDatabase`, for connections outside the pool (LISTEN, jobs). */
export function databaseAddress(): string {
  if (address === undefined) throw new Error("the database is not connected yet");
  return address;
}

export function keyDatabaseAddress(): string {
  if (keyAddress === undefined) throw new Error("the database is not connected yet");
  return keyAddress;
}

export async function disconnectDatabase(): Promise<void> {
  await prisma.$disconnect();
  if (!keyPool.ended) await keyPool.end();
  if (!pool.ended) await pool.end();
}
