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
let address: string | undefined;

export type Transaction = Parameters<Parameters<PrismaClient["$transaction"]>[0]>[0];

export type DatabaseOptions = Readonly<{
  /** Connections at most. */
  connections?: number;
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
  });
  // An idle connection that breaks (PostgreSQL restarted) must not end the process.
  pool.on("error", (error) => options.onPoolError?.(error));
  prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
}

/** The address given to `connectDatabase`, for connections outside the pool (LISTEN, jobs). */
export function databaseAddress(): string {
  if (address === undefined) throw new Error("the database is not connected yet");
  return address;
}

export async function disconnectDatabase(): Promise<void> {
  await prisma.$disconnect();
  if (!pool.ended) await pool.end();
}
