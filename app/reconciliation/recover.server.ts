import { erasedAmong } from "#app/event-log/erased-resource-queries.server.ts";
import { asObject, parsePayload } from "#app/event-log/payload.ts";
import { idText } from "#app/ids.server.ts";
import { recordEvents } from "#app/intake/record-events.server.ts";
import { log } from "#app/log.server.ts";
import type { AdminOutcome } from "#app/shopify-admin/admin-outcome.ts";
import { type DirectoryShop, shopById } from "#app/shop-directory-store.server.ts";
import { causeOf } from "./cause.ts";
import { readCircumstances } from "./cause-queries.server.ts";
import type { WholeResource } from "./changed-resource.ts";
import { findMissing, type Missing, NOTHING_LOGGED, type Terms } from "./find-missing.ts";
import { readOpenGaps } from "./gap-queries.server.ts";
import { closeGaps, noteGaps, settleGaps } from "./gap-store.server.ts";
import { readerOf } from "./kind-reader.server.ts";
import { readLogged } from "./logged-resource-queries.server.ts";
import { partTerm } from "./part-term.ts";
import { payloadBytes } from "./payloads/payload-format.ts";
import type { Reading } from "./reading.ts";
import { recoveredEvent } from "./recovered-event.server.ts";

/** What became of a resource that was looked at whole. */
export type Looked = Readonly<{
  id: string;
  /** Its `updated_at` at Shopify; undefined when it is gone. */
  updatedAt: number | undefined;
  /** `updated_at` of the same state in the log. */
  loggedAt: number | undefined;
  /** Events recovered for it. */
  recovered: number;
  /** `updated_at` had moved, the content had not. */
  unchanged: boolean;
}>;

export type RecoverRequest = Readonly<{
  sweepId: string;
  terms: Terms;
  gids: readonly string[];
  /** Events of the log that arrived before are not looked for; milliseconds since 1970. */
  logSince: number;
  /** What changed after this is not due yet: its webhook may be on its way. */
  dueTo: number;
}>;

/**
 * Reads resources whole and brings what the log lacks into it. Safe to repeat, and to die in at any
 * point: gaps are noted first, an event that was recorded already is the same event, and what stays
 * open is taken up by the next sweep.
 */
export async function recover(
  reading: Reading,
  request: RecoverRequest,
): Promise<AdminOutcome<Looked[]>> {
  const { shop } = reading;
  const { terms, gids } = request;
  const readAt = new Date();
  const read = await readerOf(terms.kind).whole(reading, gids);
  if (read.kind !== "ok") return read;
  const ids = read.data.map(({ id }) => id);
  // After the read: what has arrived until now is no gap.
  const logged = await readLogged(shop.shopId, terms.kind, ids, request.logSince);
  const directory = await shopById(shop.shopId);
  const erased = await erasedAmong(shop.shopId, terms.kind, ids);
  const judged = read.data.map((whole) => {
    const payload = asObject(parsePayload(payloadBytes(whole.payload).toString())) ?? {};
    const held = logged.get(whole.id) ?? NOTHING_LOGGED;
    const isDue = whole.updatedAt <= request.dueTo && !erased.has(whole.id);
    const missing = isDue ? findMissing(whole, payload, held, terms) : [];
    return { whole, held, missing, isDue };
  });
  await bringIn(reading, request, directory, judged, readAt);
  return {
    kind: "ok",
    data: judged.flatMap(({ whole, held, missing, isDue }) => {
      if (!isDue) return [];
      const carries = missing.some(({ partId }) => partId === "");
      const state = held.state?.updatedAt;
      return {
        id: whole.id,
        updatedAt: whole.updatedAt,
        loggedAt: carries ? whole.updatedAt : state,
        recovered: missing.length,
        unchanged: !carries && state !== undefined && state < whole.updatedAt,
      };
    }),
  };
}

type Judged = Readonly<{ whole: WholeResource; missing: readonly Missing[] }>;

async function bringIn(
  { shop }: Reading,
  { sweepId, terms }: RecoverRequest,
  directory: DirectoryShop,
  judged: readonly Judged[],
  readAt: Date,
): Promise<void> {
  const { shopId } = shop;
  const { key } = directory;
  const times = judged.flatMap(({ missing }) => missing.map(({ at }) => at));
  // Nothing of a shop whose key is destroyed is brought back.
  if (times.length === 0 || !key) return;
  const known = await readCircumstances(shopId, Math.min(...times), Math.max(...times));
  const planned = judged.map(({ whole, missing }) => ({
    whole,
    missing,
    events: missing.map((one) =>
      recoveredEvent(directory, {
        ...one,
        source: "recovered",
        resourceId: whole.id,
        payload: payloadOf(whole, one),
      }),
    ),
  }));
  await noteGaps(
    shopId,
    sweepId,
    planned.flatMap(({ whole, missing, events }) =>
      missing.map(({ topic, partId, at }, index) => ({
        resourceKind: terms.kind,
        resourceId: whole.id,
        gid: whole.gid,
        resourceName: whole.name,
        topic,
        partId,
        partTerm: partId === "" ? null : partTerm(key, partId),
        at,
        cause: causeOf(topic, at, known),
        eventId: idText(events[index]?.id ?? new Uint8Array(16)),
        readAt,
      })),
    ),
  );
  for (const { whole, missing, events } of planned) {
    if (missing.length === 0) continue;
    const recorded = await recordEvents(events);
    const open = await readOpenGaps(shopId, terms.kind, [whole.id]);
    await settleGaps(
      shopId,
      missing.flatMap((one, index) => {
        const gap = open.find(({ topic, partId, at }) => {
          return topic === one.topic && partId === one.partId && at === one.at;
        });
        const eventId = recorded[index]?.eventId;
        return gap && eventId ? [{ gap, eventId, readAt }] : [];
      }),
    );
    const topics = missing.map(({ topic }) => topic);
    log.info(
      { shopId, sweepId, kind: terms.kind, resourceId: whole.id, topics },
      "a gap was found and recovered",
    );
  }
}

function payloadOf(whole: WholeResource, { topic, partId, at }: Missing) {
  const happening = whole.happenings.find(
    (one) => one.topic === topic && one.partId === partId && one.at === at,
  );
  return happening?.payload ?? whole.payload;
}

/** Takes up what an interrupted sweep left open: recovers it, or finds that it is no gap any more. */
export async function takeUpOpenGaps(
  reading: Reading,
  request: Omit<RecoverRequest, "gids">,
): Promise<AdminOutcome<Looked[]>> {
  const { shopId } = reading.shop;
  const { kind } = request.terms;
  const open = await readOpenGaps(shopId, kind);
  if (open.length === 0) return { kind: "ok", data: [] };
  const ids = [...new Set(open.map(({ resourceId }) => resourceId))];
  const gids = [...new Set(open.map(({ gid }) => gid))];
  const looked = await recover(reading, { ...request, gids });
  if (looked.kind !== "ok") return looked;
  const seen = new Set(looked.data.map(({ id }) => id));
  const left = await readOpenGaps(shopId, kind, ids);
  const idsOf = (wanted: boolean) =>
    left.filter(({ resourceId }) => seen.has(resourceId) === wanted).map(({ id }) => id);
  await closeGaps(shopId, idsOf(true), "arrived");
  await closeGaps(shopId, idsOf(false), "gone");
  return looked;
}
