import pg from "pg";
import { databaseAddress } from "#app/db.server.ts";
import { log } from "#app/log.server.ts";

/** Claim, completion and the rare settling of a lane, one of each at a time. */
const CONNECTIONS = 4;

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
};

/** Connections for a delivery worker alone: pages and intake cannot starve it, nor it them. */
export function openWorkerPool(databaseUrl: string = databaseAddress()): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: CONNECTIONS,
    connectionTimeoutMillis: 4_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: "rollcall worker",
    options: Object.entries(SETTINGS)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(" "),
  });
  // An idle connection that breaks (PostgreSQL restarted) must not end the process.
  pool.on("error", () => log.warn("a connection of the delivery worker broke"));
  return pool;
}
