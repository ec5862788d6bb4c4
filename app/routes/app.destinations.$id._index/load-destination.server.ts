import { backlogs, lastAttempts } from "#app/delivery/delivery-queries.server.ts";
import { latencyOf, readStandings } from "#app/delivery/standing-queries.server.ts";
import { findDestination } from "#app/destinations/destination-queries.server.ts";
import { hourlyBySubject } from "#app/event-log/hourly-queries.server.ts";
import { lastHours, sum } from "#app/ui/series.ts";

const ATTEMPTS_SHOWN = 25;
const HOURS = 24;
const HOUR_MS = 3_600_000;

/** Everything the page of one destination shows; undefined when the shop has no such destination. */
export async function loadDestination(shopId: string, id: string, now: number) {
  const destination = await findDestination(shopId, id);
  if (!destination) return undefined;
  const [waiting, standings, latency, delivered, attempts] = await Promise.all([
    backlogs(shopId),
    readStandings(shopId),
    latencyOf(shopId, id),
    hourlyBySubject(shopId, "delivered", new Date(now - HOURS * HOUR_MS)),
    lastAttempts(shopId, id, ATTEMPTS_SHOWN),
  ]);
  const backlog = waiting.find(({ destinationId }) => destinationId === id);
  const standing = standings.find(({ destinationId }) => destinationId === id);
  const perHour = lastHours(delivered.get(id) ?? [], HOURS, now);
  const { name, kind, state, stateReason, stateAt, settings, topics } = destination;
  const { onDeadLetter, maxAgeSeconds, concurrency, createdAt } = destination;
  return {
    destination: {
      id,
      name,
      kind,
      state,
      stateReason,
      stateAt,
      settings,
      topics,
      onDeadLetter,
      maxAgeSeconds,
      concurrency,
      createdAt,
    },
    figures: {
      state,
      waiting: backlog?.pending ?? 0,
      oldest: backlog?.oldest,
      retrying: standing?.retrying ?? 0,
      failed: standing?.failed ?? 0,
      delivered: sum(perHour),
      perHour,
    },
    latency,
    attempts,
  };
}

export type LoadedDestination = NonNullable<Awaited<ReturnType<typeof loadDestination>>>;
