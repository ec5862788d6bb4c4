import { ensurePartitions } from "#app/event-log/partition-system-store.server.ts";
import { idText } from "#app/ids.server.ts";
import { classifyDatabaseFault } from "./database-fault.ts";
import type { NewEvent } from "./new-event.ts";
import { writeBatch } from "./record-batch-system-store.server.ts";

const TRIES = 4;

/** What became of one event: its own id, or the id of the one that was there under its webhook id. */
export type Recorded = Readonly<{ eventId: string; isNew: boolean }>;

/**
 * The door for events that do not come by HTTP: the same statement, and with it the same dedupe,
 * deliveries and lanes as for a webhook. All of them are stored, or none.
 * @throws what the database says.
 */
export async function recordEvents(events: readonly NewEvent[]): Promise<Recorded[]> {
  if (events.length === 0) return [];
  for (let tries = 1; ; tries += 1) {
    try {
      const known = await writeBatch(events, async () => undefined);
      return events.map(({ id }) => {
        const own = idText(id);
        const earlier = known.get(own);
        return { eventId: earlier ?? own, isNew: earlier === undefined };
      });
    } catch (error) {
      const fault = classifyDatabaseFault(error);
      if (tries >= TRIES || (fault !== "again" && fault !== "partition")) throw error;
      if (fault === "partition") await ensurePartitions(Date.now(), 1);
    }
  }
}
