import { backlogs, lastAttempts } from "#app/delivery/delivery-queries.server.ts";
import { latencyOf, readStandings } from "#app/delivery/standing-queries.server.ts";
import { findDestination } from "#app/destinations/destination-queries.server.ts";
import type { KindDescription, KindSettings } from "#app/destinations/destination-kind.ts";
import { describeKind } from "#app/destinations/kind-descriptions.ts";
import { hourlyBySubject } from "#app/event-log/hourly-queries.server.ts";
import { lastHours, sum } from "#app/ui/series.ts";

const ATTEMPTS_SHOWN = 25;
const HOURS = 24;
const HOUR_MS = 3_600_000;
/** What is longer is looked at where it is changed. */
const MOST_LINES = 3;

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
  const description = describeKind(kind);
  const { onDeadLetter, maxAgeSeconds, concurrency, ratePerSecond, createdAt } = destination;
  const { breaker, heldUntil, heldReason } = destination;
  return {
    destination: {
      id,
      name,
      kind,
      state,
      stateReason,
      stateAt,
      kindTitle: description.title,
      place: description.place(settings),
      /** A CRM's fields have a page of their own. */
      hasFields: description.fields.some((field) => field.name === "mapping"),
      /** What was chosen of the kind's own, in words. */
      own: wordsOf(description, settings),
      topics,
      onDeadLetter,
      maxAgeSeconds,
      concurrency,
      ratePerSecond,
      createdAt,
    },
    figures: {
      state,
      breaker,
      held:
        heldUntil && heldUntil.getTime() > now
          ? { until: heldUntil, reason: heldReason }
          : undefined,
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

/** The kind's fields that have a value, but for where events go and for secrets. */
function wordsOf({ fields, writeForm, place }: KindDescription, settings: KindSettings) {
  const values = writeForm(settings);
  return fields.flatMap(({ name, label, type, choices, when }) => {
    const value = values[name] ?? "";
    const long = value.split("\n").length > MOST_LINES;
    const hidden = type === "secret" || value === "" || value === place(settings) || long;
    if (hidden || (when && !when.is.includes(values[when.field] ?? ""))) return [];
    if (type === "mark") return value === "true" ? [{ label, value: "Yes" }] : [];
    return [{ label, value: choices?.find((each) => each.value === value)?.label ?? value }];
  });
}

export type LoadedDestination = NonNullable<Awaited<ReturnType<typeof loadDestination>>>;
