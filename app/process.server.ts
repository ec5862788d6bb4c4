import * as build from "virtual:remix/server-build";
import type { Config } from "./config.ts";
import { connectDatabase, disconnectDatabase, prisma } from "./db.server.ts";
import { startEmbeddedPostgres } from "./embedded-postgres.server.ts";
import { listen } from "./http.server.ts";
import { log } from "./log.server.ts";
import { applyMigrations } from "./migrations.server.ts";

/** Starts everything that ROLE asks for and stops it in order on SIGTERM or SIGINT. */
export async function startProcess(config: Config): Promise<void> {
  const embedded = config.databaseUrl
    ? undefined
    : await startEmbeddedPostgres(config.dataDir, (message) => log.info(message));
  const url = config.databaseUrl ?? embedded?.url ?? "";
  const applied = await applyMigrations(url);
  if (applied.length > 0) log.info({ applied }, "migrations applied");
  connectDatabase(url, { onPoolError: () => log.warn("a database connection broke") });

  const server = await listen({
    port: config.port,
    host: config.host,
    build,
    readiness: async () => {
      await prisma.$queryRaw`SELECT 1`;
      return { ready: true };
    },
  });
  log.info({ port: config.port }, "ready");

  let stopping = false;
  const stop = async () => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info("stopping");
    server.close();
    server.closeIdleConnections();
    await disconnectDatabase();
    await embedded?.stop();
    process.exit(0);
  };
  process.on("SIGTERM", () => void stop());
  process.on("SIGINT", () => void stop());
}
