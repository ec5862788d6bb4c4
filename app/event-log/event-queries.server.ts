import { prisma } from "#app/db.server.ts";
import { shopById } from "#app/shop-directory-store.server.ts";
import type { Prisma } from "#prisma/client.ts";
import { openBody } from "./event-body.server.ts";
import { EVERYTHING } from "./event-candidates-queries.server.ts";
import { type EventFilter, type EventSource, isId, timeBounds } from "./event-filter.ts";
import { type EventRow, readNames, readRows } from "./event-rows-queries.server.ts";
import { findEvents } from "./event-search-queries.server.ts";
import { smallestId, timeOfId } from "./partition.ts";

const DAY_MS = 86_400_000;
export const PAGE_SIZE = 50;
/** New events are counted up to here; beyond it the exact number helps nobody. */
export const MOST_NEW = 500;

export type EventPage = Readonly<{
  rows: readonly EventRow[];
  /** Ask for events below this id; undefined on the last page. */
  next: string | undefined;
  /** The search stopped before the page was full, having looked back to this time. */
  lookedBackTo: Date | undefined;
}>;

/**
 * One page of a shop's events, newest first.
 * @param below id of the last event of the page before; undefined for the first page
 */
export async function listEvents(
  shopId: string,
  filter: EventFilter,
  below: string | undefined,
  now: number,
  limit: number = PAGE_SIZE,
): Promise<EventPage> {
  const bounds = timeBounds(filter, now);
  const span = {
    below: lower(below ?? EVERYTHING.below, bounds.to),
    floor: bounds.from === undefined ? EVERYTHING.floor : smallestId(bounds.from),
  };
  const found = await findEvents(shopId, filter, span, limit);
  return {
    rows: await readRows(shopId, found.ids),
    next: found.next,
    lookedBackTo: found.cutShort && found.next ? new Date(timeOfId(found.next)) : undefined,
  };
}

/** How many events that match came after the one given; at most `MOST_NEW`. */
export async function countNewEvents(
  shopId: string,
  filter: EventFilter,
  after: string,
  now: number,
): Promise<number> {
  const { to } = timeBounds(filter, now);
  const span = { below: lower(EVERYTHING.below, to), floor: after };
  const found = await findEvents(shopId, filter, span, MOST_NEW);
  return found.ids.filter((id) => id !== after).length;
}

/** The newest events of one resource, for "everything else that happened to it". */
export async function eventsOfResource(
  shopId: string,
  resource: Readonly<{ kind: string; id: string }>,
  limit: number,
): Promise<readonly EventRow[]> {
  const rows = await prisma.event.findMany({
    where: { shopId, resourceId: resource.id, resourceKind: resource.kind },
    orderBy: { id: "desc" },
    take: limit,
    select: { id: true },
  });
  return readRows(
    shopId,
    rows.map(({ id }) => id),
  );
}

/** True when the resource has an event that came after this one: its stored state may be stale. */
export async function hasNewerState(
  shopId: string,
  event: Readonly<{ id: string; resourceKind: string; resourceId: string | null }>,
): Promise<boolean> {
  if (event.resourceId === null) return false;
  const newer = await prisma.event.findFirst({
    where: {
      shopId,
      resourceId: event.resourceId,
      resourceKind: event.resourceKind,
      id: { gt: event.id },
    },
    select: { id: true },
  });
  return newer !== null;
}

export type EventDetail = Readonly<{
  id: string;
  source: EventSource;
  topic: string;
  webhookId: string;
  eventId: string | null;
  apiVersion: string | null;
  resourceKind: string;
  resourceId: string | null;
  resourceName: string | null;
  triggeredAt: Date | null;
  receivedAt: Date;
  headers: readonly (readonly [string, string])[];
  /** The bytes as received; undefined once redacted. */
  body: Buffer | undefined;
  bodyBytes: number;
  /** SHA-256, hex. */
  bodyHash: string;
  isJson: boolean;
  sameAs: string | null;
}>;

/** @returns undefined when this shop has no such event. */
export async function findEvent(shopId: string, id: string): Promise<EventDetail | undefined> {
  if (!isId(id)) return undefined;
  const row = await prisma.event.findUnique({
    where: { shopId_id: { shopId, id } },
    omit: { shopId: true, terms: true, resourceUpdatedAt: true },
  });
  if (!row) return undefined;
  const { key } = await shopById(shopId);
  const names = await readNames(shopId, [row]);
  const { body, bodyEncoding, ...event } = row;
  return {
    ...event,
    source: event.source as EventSource,
    resourceName: event.resourceName ?? names.get(event.resourceId ?? "") ?? null,
    headers: readHeaders(event.headers),
    body: body && key ? openBody({ id, body, bodyEncoding }, key) : undefined,
    bodyHash: Buffer.from(event.bodyHash).toString("hex"),
  };
}

export type ReceiptView = Readonly<{
  id: string;
  receivedAt: Date;
  bodyHash: string;
  bodyBytes: number;
  duplicate: boolean;
}>;

/** The requests that carried an event, in the order they came. */
export async function receiptsOf(shopId: string, eventId: string): Promise<ReceiptView[]> {
  const receipts = await prisma.receipt.findMany({
    where: { shopId, eventId, id: { gte: smallestId(timeOfId(eventId) - DAY_MS) } },
    orderBy: { id: "asc" },
    take: 200,
    select: { id: true, receivedAt: true, bodyHash: true, bodyBytes: true, duplicate: true },
  });
  return receipts.map((receipt) => ({
    ...receipt,
    bodyHash: Buffer.from(receipt.bodyHash).toString("hex"),
  }));
}

/** Never an HMAC, whatever was stored. */
function readHeaders(stored: Prisma.JsonValue): (readonly [string, string])[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((pair) => {
    if (!Array.isArray(pair)) return [];
    const [name, value] = pair;
    if (typeof name !== "string" || typeof value !== "string") return [];
    return /hmac|signature|authorization|cookie/i.test(name) ? [] : [[name, value] as const];
  });
}

function lower(id: string, to: number | undefined): string {
  const bound = to === undefined ? id : smallestId(to);
  return bound < id ? bound : id;
}
