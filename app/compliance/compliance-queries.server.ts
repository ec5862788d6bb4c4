import { prisma } from "#app/db.server.ts";
import { openBody } from "#app/event-log/event-body.server.ts";
import { shopById } from "#app/shop-directory-store.server.ts";
import type { ComplianceTopic } from "./compliance-topic.ts";

export type ComplianceState = "searching" | "erasing" | "forwarding" | "done" | "cancelled";

/** One request of Shopify's, as far as it has come. It never says whom it is about. */
export type ComplianceRequest = Readonly<{
  id: string;
  eventId: string;
  topic: ComplianceTopic;
  state: ComplianceState;
  receivedAt: Date;
  dueAt: Date;
  finishedAt: Date | null;
  cursor: string | null;
  eventsRead: number;
  eventsFound: number;
  eventsErased: number;
}>;

const REQUESTS_SHOWN = 200;

/** Newest first. */
export async function listComplianceRequests(shopId: string): Promise<ComplianceRequest[]> {
  const rows = await prisma.complianceRequest.findMany({
    where: { shopId },
    orderBy: { receivedAt: "desc" },
    take: REQUESTS_SHOWN,
  });
  return rows.map(toRequest);
}

export async function findComplianceRequest(
  shopId: string,
  by: Readonly<{ id: string } | { eventId: string }>,
): Promise<ComplianceRequest | undefined> {
  const row = await prisma.complianceRequest.findFirst({ where: { shopId, ...by } });
  return row ? toRequest(row) : undefined;
}

type Row = Readonly<
  Omit<ComplianceRequest, "topic" | "state" | "eventsRead"> & {
    topic: string;
    state: string;
    eventsRead: bigint;
  }
>;

function toRequest(row: Row): ComplianceRequest {
  return {
    ...row,
    topic: row.topic as ComplianceTopic,
    state: row.state as ComplianceState,
    eventsRead: Number(row.eventsRead),
  };
}

/** An event with its text, for a search; one without a body any more is never among them. */
export type ReadableEvent = Readonly<{
  id: string;
  topic: string;
  receivedAt: Date;
  resourceKind: string;
  resourceId: string | null;
  text: string;
}>;

/** Ids of events that the index finds by terms or by what they are about. At most `limit`, oldest first. */
export async function indexedEventIds(
  shopId: string,
  by: Readonly<{
    terms: readonly string[];
    customerIds: Iterable<string>;
    orderIds: Iterable<string>;
  }>,
  after: string,
  limit: number,
): Promise<string[]> {
  const { key } = await shopById(shopId);
  if (!key) return [];
  const hashes = by.terms.map(key.term);
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    SELECT id FROM (
      SELECT id FROM event
      WHERE shop_id = ${shopId}::uuid AND terms && ${hashes}::bigint[] AND body IS NOT NULL
      UNION
      SELECT id FROM event
      WHERE shop_id = ${shopId}::uuid AND body IS NOT NULL
        AND resource_id = ANY(${[...by.customerIds]}::text[]) AND resource_kind = 'customer'
      UNION
      SELECT id FROM event
      WHERE shop_id = ${shopId}::uuid AND body IS NOT NULL
        AND resource_id = ANY(${[...by.orderIds]}::text[]) AND resource_kind = 'order'
    ) AS found
    WHERE id > ${after}::uuid ORDER BY id LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}

/** Some events with their text, in the order of their ids. */
export async function readEvents(shopId: string, ids: readonly string[]): Promise<ReadableEvent[]> {
  if (ids.length === 0) return [];
  const rows = await prisma.event.findMany({
    where: { shopId, id: { in: [...ids] }, body: { not: null } },
    orderBy: { id: "asc" },
    select: COLUMNS,
  });
  return open(shopId, rows);
}

/** The events behind one, in the order of their ids, and the last id that was read. */
export async function readEventsAfter(
  shopId: string,
  after: string,
  before: string,
  limit: number,
): Promise<Readonly<{ events: ReadableEvent[]; last: string | undefined; read: number }>> {
  const rows = await prisma.event.findMany({
    where: { shopId, id: { gt: after, lt: before } },
    orderBy: { id: "asc" },
    take: limit,
    select: COLUMNS,
  });
  return { events: await open(shopId, rows), last: rows.at(-1)?.id, read: rows.length };
}

const COLUMNS = {
  id: true,
  topic: true,
  receivedAt: true,
  resourceKind: true,
  resourceId: true,
  body: true,
  bodyEncoding: true,
} as const;

type EventRow = Readonly<
  Omit<ReadableEvent, "text"> & { body: Uint8Array | null; bodyEncoding: string }
>;

async function open(shopId: string, rows: readonly EventRow[]): Promise<ReadableEvent[]> {
  const { key } = await shopById(shopId);
  if (!key) return [];
  return rows.flatMap(({ body, bodyEncoding, ...event }) =>
    body
      ? [{ ...event, text: openBody({ id: event.id, body, bodyEncoding }, key).toString() }]
      : [],
  );
}

/** What a request has found, in the order of their ids. @param unerased leaves out what has no body any more */
export async function matchedEventIds(
  shopId: string,
  requestId: string,
  page: Readonly<{ after: string; limit: number; unerased: boolean }>,
): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    SELECT m.event_id AS id FROM compliance_match m
    WHERE m.shop_id = ${shopId}::uuid AND m.request_id = ${requestId}::uuid
      AND m.event_id > ${page.after}::uuid
      AND (NOT ${page.unerased} OR EXISTS (
        SELECT FROM event e
        WHERE e.shop_id = m.shop_id AND e.id = m.event_id AND e.body IS NOT NULL))
    ORDER BY m.event_id LIMIT ${page.limit}`;
  return rows.map(({ id }) => id);
}

/** The requests' own events: each is erased with its own request, and not by another's. */
export async function unfinishedRequestEvents(shopId: string): Promise<Set<string>> {
  const rows = await prisma.complianceRequest.findMany({
    where: { shopId, state: { in: ["searching", "erasing", "forwarding"] } },
    select: { eventId: true },
  });
  return new Set(rows.map(({ eventId }) => eventId));
}

/** Whether a destination still waits for an event. */
export async function isOwed(shopId: string, eventId: string): Promise<boolean> {
  const row = await prisma.delivery.findFirst({
    where: { shopId, eventId, state: "pending" },
    select: { id: true },
  });
  return row !== null;
}

/** Names of the destinations that accepted each event. */
export async function whereSent(
  shopId: string,
  eventIds: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await prisma.$queryRaw<{ event_id: string; names: string[] }[]>`
    SELECT d.event_id, array_agg(DISTINCT t.name ORDER BY t.name) AS names
    FROM delivery d JOIN destination t ON t.shop_id = d.shop_id AND t.id = d.destination_id
    WHERE d.shop_id = ${shopId}::uuid AND d.event_id = ANY(${[...eventIds]}::uuid[])
      AND d.state = 'delivered'
    GROUP BY d.event_id`;
  return new Map(rows.map(({ event_id, names }) => [event_id, names]));
}
