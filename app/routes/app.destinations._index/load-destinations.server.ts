import { backlogs } from "#app/delivery/delivery-queries.server.ts";
import { readStandings } from "#app/delivery/standing-queries.server.ts";
import { listDestinations } from "#app/destinations/destination-queries.server.ts";
import { describeKind } from "#app/destinations/kind-descriptions.ts";
import { hourlyBySubject } from "#app/event-log/hourly-queries.server.ts";
import { lastHours, sum } from "#app/ui/series.ts";

const HOURS = 24;
const HOUR_MS = 3_600_000;

/** The shop's destinations with what a list says of each. */
export async function loadDestinations(shopId: string, now: number) {
  const [destinations, waiting, standings, delivered] = await Promise.all([
    listDestinations(shopId),
    backlogs(shopId),
    readStandings(shopId),
    hourlyBySubject(shopId, "delivered", new Date(now - HOURS * HOUR_MS)),
  ]);
  return destinations.map(({ id, name, kind, state, breaker, topics }) => {
    const backlog = waiting.find(({ destinationId }) => destinationId === id);
    const standing = standings.find(({ destinationId }) => destinationId === id);
    const perHour = lastHours(delivered.get(id) ?? [], HOURS, now);
    return {
      id,
      name,
      kind: describeKind(kind).title,
      state,
      breaker,
      topics: topics.length,
      perHour,
      delivered: sum(perHour),
      waiting: backlog?.pending ?? 0,
      oldest: backlog?.oldest,
      retrying: standing?.retrying ?? 0,
      failed: standing?.failed ?? 0,
    };
  });
}

export type ListedDestination = Awaited<ReturnType<typeof loadDestinations>>[number];
