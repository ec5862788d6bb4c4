import { readEventContent } from "#app/event-log/event-content-queries.server.ts";
import { smallestId } from "#app/event-log/partition.ts";
import {
  type ComplianceRequest,
  indexedEventIds,
  matchedEventIds,
  readEvents,
  readEventsAfter,
} from "./compliance-queries.server.ts";
import { noteSearched } from "./compliance-store.server.ts";
import { createMatcher } from "./match-person.ts";
import { isKnown, learnPerson, type Person, personOfRequest, termsOf } from "./person.ts";

export const LOWEST_ID = "00000000-0000-0000-0000-000000000000";

/** Events that are held in memory at a time. */
const PORTION = 100;
/** Events that the person is learnt from: enough to know their orders and where they live. */
const LEARN_FROM = 2_000;

/**
 * Whom a request is about: what it says, and what the events say that the index finds by that.
 * Found anew each time, so that nothing of it is ever stored.
 * @returns undefined when the request's own body is not there any more.
 */
export async function findPerson(
  shopId: string,
  { eventId }: ComplianceRequest,
): Promise<Person | undefined> {
  const event = await readEventContent(shopId, eventId);
  if (!event?.body) return undefined;
  let person = personOfRequest(event.body);
  if (!isKnown(person)) return person;
  // Twice: what the person's own events say of their orders finds the refunds and parcels of those.
  for (let round = 0; round < 2; round += 1) {
    let after = LOWEST_ID;
    for (let learnt = 0; learnt < LEARN_FROM; learnt += PORTION) {
      const by = { terms: termsOf(person), ...person };
      const ids = await indexedEventIds(shopId, by, after, PORTION);
      if (ids.length === 0) break;
      for (const found of await readEvents(shopId, ids)) person = learnPerson(person, found);
      after = ids.at(-1) ?? after;
    }
  }
  return person;
}

/**
 * Reads on in the log, event by event, and notes those that are about the person. The index alone
 * would miss what is in no field that it knows; this way, what was read is what was proven.
 * @param goOn asked before each portion: false stops, to go on another time
 * @returns whether everything that had arrived when it was called has been read.
 */
export async function searchOn(
  shopId: string,
  request: ComplianceRequest,
  person: Person,
  goOn: () => boolean,
): Promise<boolean> {
  const isTheirs = createMatcher(person);
  const before = smallestId(Date.now() + 1);
  let after = request.cursor ?? LOWEST_ID;
  while (goOn()) {
    const { events, last, read } = await readEventsAfter(shopId, after, before, PORTION);
    if (last === undefined) return true;
    const found = events.filter(({ id, ...event }) => id !== request.eventId && isTheirs(event));
    await noteSearched(
      shopId,
      request.id,
      found.map(({ id }) => id),
      { cursor: last, read },
    );
    after = last;
  }
  return false;
}

/** Adds what the index finds: short numbers, which stand in too many payloads to be searched for. */
export async function noteIndexed(
  shopId: string,
  request: ComplianceRequest,
  person: Person,
): Promise<void> {
  let after = LOWEST_ID;
  for (;;) {
    const by = { terms: termsOf(person), ...person };
    const ids = await indexedEventIds(shopId, by, after, PORTION);
    const last = ids.at(-1);
    if (last === undefined) return;
    const others = ids.filter((id) => id !== request.eventId);
    await noteSearched(shopId, request.id, others, {
      cursor: request.cursor ?? LOWEST_ID,
      read: 0,
    });
    after = last;
  }
}

/** What a request has found, in portions. @param unerased leaves out what has no body any more */
export async function* matchedIds(
  shopId: string,
  requestId: string,
  unerased: boolean,
): AsyncGenerator<string[]> {
  let after = LOWEST_ID;
  for (;;) {
    const ids = await matchedEventIds(shopId, requestId, { after, limit: PORTION, unerased });
    const last = ids.at(-1);
    if (last === undefined) return;
    yield ids;
    after = last;
  }
}
