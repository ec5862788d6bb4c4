import { parse } from "uuid";
import {
  booleanArray,
  byteaArray,
  integerArray,
  textArray,
  timestampArray,
  uuidArray,
} from "#app/binary-array.ts";
import { LIFECYCLE_TOPICS, type NewEvent } from "./new-event.ts";

/** The arrays of intake's statement, $1 … $24, an element an event. */
export type EncodedBatch = readonly Uint8Array[];

/** Writes the columns of a batch as PostgreSQL arrays, in the order of the statement's parameters. */
export function encodeBatch(events: readonly NewEvent[]): EncodedBatch {
  const shops = new Map<string, Uint8Array>();
  const shopBytes = ({ shopId }: NewEvent): Uint8Array => {
    const known = shops.get(shopId) ?? parse(shopId);
    shops.set(shopId, known);
    return known;
  };
  const each = <T>(read: (event: NewEvent) => T): T[] => events.map(read);
  return [
    uuidArray(each(shopBytes)),
    uuidArray(each(({ id }) => id)),
    textArray(each(({ source }) => source)),
    textArray(each(({ topic }) => topic)),
    textArray(each(({ webhookId }) => webhookId)),
    textArray(each(({ eventId }) => eventId)),
    textArray(each(({ apiVersion }) => apiVersion)),
    textArray(each(({ resource }) => resource.kind)),
    textArray(each(({ resource }) => resource.id)),
    textArray(each(({ resource }) => resource.name)),
    timestampArray(each(({ resource }) => resource.updatedAt)),
    timestampArray(each(({ triggeredAt }) => triggeredAt)),
    timestampArray(each(({ receivedAt }) => receivedAt)),
    textArray(each(({ headers }) => headers)),
    byteaArray(each(({ body }) => body.bytes)),
    textArray(each(({ body }) => body.encoding)),
    integerArray(each(({ bodyBytes }) => bodyBytes)),
    byteaArray(each(({ bodyHash }) => bodyHash)),
    uuidArray(each(({ contentHash }) => contentHash)),
    textArray(each(({ terms }) => `{${terms.join(",")}}`)),
    textArray(each(({ laneKey }) => laneKey)),
    booleanArray(each(({ isJson }) => isJson)),
    booleanArray(each(({ topic }) => LIFECYCLE_TOPICS.has(topic))),
    uuidArray(firstOfEachKey(events)),
  ];
}

/** The id of the first event in the batch with the same shop and webhook id: only that one is new. */
function firstOfEachKey(events: readonly NewEvent[]): Uint8Array[] {
  const first = new Map<string, Uint8Array>();
  return events.map(({ shopId, webhookId, id }) => {
    const key = `${shopId} ${webhookId}`;
    const known = first.get(key) ?? id;
    first.set(key, known);
    return known;
  });
}
