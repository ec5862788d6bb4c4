import { parse } from "uuid";
import { prisma } from "#app/db.server.ts";
import type { DataKey } from "#app/encryption.server.ts";
import { smallestId, timeOfId } from "#app/event-log/partition.ts";
import { shopById } from "#app/shop-directory-store.server.ts";
import { type AttemptView, type DeliveryView, toDeliveryView } from "./delivery-view.ts";
import { storedHeaders } from "./stored-headers.ts";

const ATTEMPTS_SHOWN = 100;
/** A delivery and its attempts are never older than the event. */
const sinceThen = (id: string): string => smallestId(timeOfId(id));

export type DeliveryWithAttempts = DeliveryView & Readonly<{ attemptList: AttemptView[] }>;

/**
 * The deliveries of an event, oldest first, each with its newest attempts (at most 100, newest
 * first). Replays are deliveries of their own.
 */
export async function deliveriesOfEvent(
  shopId: string,
  eventId: string,
): Promise<DeliveryWithAttempts[]> {
  const rows = await prisma.delivery.findMany({
    where: { shopId, eventId, id: { gte: sinceThen(eventId) } },
    orderBy: { id: "asc" },
  });
  const attempts = await prisma.attempt.findMany({
    where: {
      shopId,
      deliveryId: { in: rows.map(({ id }) => id) },
      id: { gte: sinceThen(eventId) },
    },
    orderBy: { id: "desc" },
    take: ATTEMPTS_SHOWN * Math.max(rows.length, 1),
  });
  const { key } = await shopById(shopId);
  return rows.map((row) => ({
    ...toDeliveryView(row),
    attemptList: attempts
      .filter(({ deliveryId }) => deliveryId === row.id)
      .slice(0, ATTEMPTS_SHOWN)
      .map((attempt) => toAttemptView(attempt, key)),
  }));
}

/** @returns undefined when the shop has no such delivery. */
export async function findDelivery(shopId: string, id: string): Promise<DeliveryView | undefined> {
  const row = await prisma.delivery.findUnique({ where: { shopId_id: { shopId, id } } });
  return row ? toDeliveryView(row) : undefined;
}

export type Backlog = Readonly<{
  destinationId: string;
  /** Deliveries that are still owed. */
  pending: number;
  /** When the oldest of them came. */
  oldest: Date;
}>;

/** What is still owed, for each destination that is owed anything. */
export async function backlogs(shopId: string): Promise<Backlog[]> {
  // As text, since PostgreSQL knows no smallest uuid before version 18.
  const rows = await prisma.$queryRaw<
    { destination_id: string; pending: number; oldest: string }[]
  >`
    SELECT destination_id, sum(pending)::float8 AS pending, min(head_id::text) AS oldest
    FROM lane WHERE shop_id = ${shopId}::uuid AND pending > 0 GROUP BY destination_id`;
  return rows.map(({ destination_id, pending, oldest }) => ({
    destinationId: destination_id,
    pending,
    oldest: new Date(timeOfId(oldest)),
  }));
}

/** Attempts of a shop that are looked through for those of one destination. */
const LOOKED_THROUGH = 20_000;

/** The last attempts for a destination, newest first, out of the shop's last 20,000. */
export async function lastAttempts(
  shopId: string,
  destinationId: string,
  limit: number,
): Promise<(AttemptView & { eventId: string; topic: string })[]> {
  const found = await prisma.$queryRaw<{ id: string }[]>`
    SELECT id FROM (
      SELECT id, destination_id FROM attempt WHERE shop_id = ${shopId}::uuid
      ORDER BY id DESC LIMIT ${LOOKED_THROUGH}
    ) newest WHERE destination_id = ${destinationId}::uuid ORDER BY id DESC LIMIT ${limit}`;
  const ids = found.map(({ id }) => id);
  const oldest = ids.at(-1);
  if (oldest === undefined) return [];
  const attempts = await prisma.attempt.findMany({
    where: { shopId, id: { in: ids, gte: oldest } },
    orderBy: { id: "desc" },
  });
  const deliveries = await prisma.delivery.findMany({
    where: { shopId, id: { in: attempts.map(({ deliveryId }) => deliveryId) } },
    select: { id: true, eventId: true, topic: true },
  });
  const byId = new Map(deliveries.map((delivery) => [delivery.id, delivery]));
  const { key } = await shopById(shopId);
  return attempts.flatMap((attempt) => {
    const delivery = byId.get(attempt.deliveryId);
    if (!delivery) return [];
    const { eventId, topic } = delivery;
    return [{ ...toAttemptView(attempt, key), eventId, topic }];
  });
}

/**
 * Deliveries that fail or are dead letters, newest first.
 * @param below id of the last one of the page before
 */
export async function failingDeliveries(
  shopId: string,
  limit: number,
  below?: string,
): Promise<DeliveryView[]> {
  const rows = await prisma.delivery.findMany({
    where: { shopId, problem: true, ...(below !== undefined && { id: { lt: below } }) },
    orderBy: { id: "desc" },
    take: limit,
  });
  return rows.map(toDeliveryView);
}

export type DestinationCounts = Readonly<{
  /** Deliveries that reached the destination. */
  delivered: number;
  /** Attempts that failed. */
  failed: number;
  /** Deliveries that became dead letters. */
  dead: number;
}>;

/** Counts since `from`, to the hour, for each destination that has any. From the hourly roll-ups. */
export async function countsByDestination(
  shopId: string,
  from: Date,
): Promise<Map<string, DestinationCounts>> {
  const rows = await prisma.hourlyCount.groupBy({
    by: ["subject", "metric"],
    where: { shopId, metric: { in: ["delivered", "failed", "dead"] }, hour: { gte: from } },
    _sum: { count: true },
  });
  const counts = new Map<string, DestinationCounts>();
  for (const { subject, metric, _sum } of rows) {
    const known = counts.get(subject) ?? { delivered: 0, failed: 0, dead: 0 };
    counts.set(subject, { ...known, [metric]: Number(_sum.count ?? 0n) });
  }
  return counts;
}

type AttemptRow = Readonly<{
  id: string;
  deliveryId: string;
  destinationId: string;
  number: number;
  startedAt: Date;
  durationMs: number;
  outcome: string;
  status: number | null;
  error: string | null;
  responseHeaders: unknown;
  responseBody: Uint8Array | null;
}>;

function toAttemptView(row: AttemptRow, key: DataKey | undefined): AttemptView {
  const { id, deliveryId, destinationId, number, startedAt, durationMs, outcome } = row;
  const body = row.responseBody && key ? key.open(row.responseBody, parse(id)) : undefined;
  return {
    id,
    deliveryId,
    destinationId,
    number,
    startedAt,
    durationMs,
    outcome,
    status: row.status ?? undefined,
    error: row.error ?? undefined,
    responseHeaders: storedHeaders(row.responseHeaders),
    responseBody: body?.toString(),
  };
}
