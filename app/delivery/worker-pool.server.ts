import pg from "pg";
import { log } from "#app/log.server.ts";

/**
 * The planner's choices for the two hot statements, which look rows up by their keys and nothing
 * else: one plan for all parameters, no compilation, and no reading of a whole table when it
 * happens to be small at the moment of planning (it will not stay small).
 */
const SETTINGS = {
  jit: "off",
  plan_cache_mode: "force_generic_plan",
  enable_seqscan: "off",
  enable_hashjoin: "off",
  enable_mergejoin: "off",
  // A worker that stands still in the midst of a transaction must not hold its lanes' locks.
  idle_in_transaction_session_timeout: "20s",
};

export type WorkerPools = Readonly<{
  /**
   * For claims, which do not wait for the disk: a lease that a crash of PostgreSQL takes back is
   * given anew, and the token of the lost one is refused.
   */
  claims: pg.Pool;
  /** For results, which are on disk before anything else is done. */
  results: pg.Pool;
  close: () => Promise<void>;
}>;

/** Connections for a delivery worker alone: pages and intake cannot starve it, nor it them. */
export function openWorkerPools(databaseUrl: string): WorkerPools {
  const claims = open(databaseUrl, 2, { ...SETTINGS, synchronous_commit: "off" });
  const results = open(databaseUrl, 3, SETTINGS);
  return {
    claims,
    results,
    close: async () => {
      await Promise.all([claims.end(), results.end()]);
    },
  };
}

function open(databaseUrl: string, max: number, settings: Record<string, string>): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max,
    connectionTimeoutMillis: 4_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: "rollcall worker",
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(" "),
  });
  // An idle connection that breaks (PostgreSQL restarted) must not end the process.
  pool.on("error", () => log.warn("a connection of the delivery worker broke"));
  return pool;
}

/**
 * Runs `work` in a transaction on one connection.
 * @throws what the database says, after rolling back.
 */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection that breaks while it is out of the pool says so here, or ends the process.
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on("error", onError);
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch(onError);
    throw error;
  } finally {
    client.off("error", onError);
    client.release(broken);
  }
}
