import { afterAll, beforeAll, inject } from "vitest";
import { closeLocks } from "#app/advisory-lock-store.server.ts";
import { connectDatabase, disconnectDatabase } from "#app/db.server.ts";
import { ensurePartitions } from "#app/event-log/partition-system-store.server.ts";
import { cloneDatabase, dropDatabase } from "./database.ts";

/**
 * Gives the test file a database of its own, connected and with today's partitions.
 * @returns a function for its address, to hand to other processes.
 */
export function useDatabase(): () => string {
  let url = "";
  beforeAll(async () => {
    url = await cloneDatabase(inject("databaseServer"));
    connectDatabase(url);
    await ensurePartitions(Date.now(), 1);
  });
  afterAll(async () => {
    await closeLocks();
    await disconnectDatabase();
    await dropDatabase(url);
  });
  return () => url;
}
