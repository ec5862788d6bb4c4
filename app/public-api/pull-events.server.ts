import { setTimeout as wait } from "node:timers/promises";
import { type EventDetail, findEvent } from "#app/event-log/event-queries.server.ts";
import { nextEventIds } from "./listener-queries.server.ts";
import { keepListener, raiseFloor } from "./listener-store.server.ts";

/** One event as a destination would get it, but for the signature, which the listener makes. */
export type PulledEvent = Readonly<{
  eventId: string;
  topic: string;
  source: string;
  receivedAt: string;
  headers: { name: string; value: string }[];
  /** Base64 of the bytes as received. */
  body: string;
}>;

export type Pull = Readonly<{
  shopId: string;
  tokenId: string;
  listenerId: string;
  limit: number;
  /** Milliseconds to wait for an event. */
  waitMs: number;
  signal: AbortSignal;
}>;

const LOOK_EVERY_MS = 500;
/** Bytes of bodies that one answer holds, unless the first alone is larger. */
const MOST_BYTES = 4_000_000;

/** The pull that each listener waits in; a newer one ends it, so that none piles up. */
const waiting = new Map<string, AbortController>();

/**
 * Waits for events that the listener has not acknowledged yet.
 * @returns none when the time is over; undefined when the listener has ended
 */
export async function pullEvents(pull: Pull): Promise<PulledEvent[] | undefined> {
  const { shopId, listenerId, tokenId, limit } = pull;
  const until = performance.now() + pull.waitMs;
  if (!(await keepListener(shopId, tokenId, listenerId))) return undefined;
  const newer = new AbortController();
  waiting.get(listenerId)?.abort();
  waiting.set(listenerId, newer);
  const ended = AbortSignal.any([pull.signal, newer.signal]);
  try {
    for (;;) {
      const listener = await keepListener(shopId, tokenId, listenerId);
      if (!listener) return undefined;
      const now = Date.now();
      const ids = await nextEventIds(shopId, listenerId, listener, limit);
      await raiseFloor(shopId, listenerId, ids[0], now);
      if (ids.length > 0) return await readEvents(shopId, ids);
      if (ended.aborted || performance.now() >= until) return [];
      await wait(LOOK_EVERY_MS, undefined, { signal: ended }).catch(() => undefined);
    }
  } finally {
    if (waiting.get(listenerId) === newer) waiting.delete(listenerId);
  }
}

async function readEvents(shopId: string, ids: readonly string[]): Promise<PulledEvent[]> {
  const events: PulledEvent[] = [];
  let size = 0;
  for (const id of ids) {
    const event = await findEvent(shopId, id);
    // Erased between the two queries.
    if (!event?.body) continue;
    size += event.body.length;
    if (events.length > 0 && size > MOST_BYTES) break;
    events.push(toPulled(event, event.body));
  }
  return events;
}

/** @param body its bytes, which are not erased */
export function toPulled(event: EventDetail, body: Buffer): PulledEvent {
  const headers = event.headers.filter(([name]) =>
    /^(?:x-shopify-|shopify-|content-type$)/i.test(name),
  );
  return {
    eventId: event.id,
    topic: event.topic,
    source: event.source,
    receivedAt: event.receivedAt.toISOString(),
    headers: [...headers, ["Rollcall-Source", event.source] as const].map(([name, value]) => ({
      name,
      value,
    })),
    body: body.toString("base64"),
  };
}
