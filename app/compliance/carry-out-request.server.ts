import { readEventContent } from "#app/event-log/event-content-queries.server.ts";
import { readLifecycleEvent } from "#app/shops/lifecycle-event.ts";
import { readShop } from "#app/shops/shop-queries.server.ts";
import {
  type ComplianceRequest,
  findComplianceRequest,
  isOwed,
  unfinishedRequestEvents,
} from "./compliance-queries.server.ts";
import {
  countErased,
  forgetMatches,
  moveRequest,
  openComplianceRequest,
  rememberErased,
} from "./compliance-store.server.ts";
import { eraseEvents, eraseNotedRecords } from "./erase-events-store.server.ts";
import { findPerson, matchedIds, noteIndexed, searchOn } from "./find-person.server.ts";
import { isKnown } from "./person.ts";
import { redactShop } from "./redact-shop.server.ts";
import type { Step } from "./step.ts";

const DONE: Step = { kind: "done" };
const AT_ONCE: Step = { kind: "again", inSeconds: 0, look: 1 };
/** A job works this long at a stretch and then asks for the next one: a kill costs no more. */
const STRETCH_MS = 60_000;
/** What was being sent while it was erased has come back by then, and other processes forgot the key. */
const LOOK_BACK_S = 120;
/** A request that a destination wants as well is kept until that has it, within reason. */
const FORWARD_AGAIN_S = 600;
const FORWARD_FOR_MS = 7 * 86_400_000;

/**
 * Carries a compliance request out that stands in the event log, as far as it gets in one stretch.
 * Safe to repeat and to go on with after a kill.
 * @param look 2 for the second look at what was erased
 */
export async function carryOutRequest(
  shopId: string,
  eventId: string,
  look: number,
): Promise<Step> {
  const request =
    (await findComplianceRequest(shopId, { eventId })) ?? (await open(shopId, eventId));
  if (!request) return DONE;
  if (request.topic === "shop/redact") return redactShop(shopId, request, look, LOOK_BACK_S);
  if (look > 1) return lookBack(shopId, request);
  switch (request.state) {
    case "searching":
      return search(shopId, request);
    case "erasing":
      return erase(shopId, request);
    case "forwarding":
      return finish(shopId, request);
    case "done":
    case "cancelled":
      return DONE;
  }
}

/** @returns undefined when the event asks for nothing: sent in under another shop's name, or erased. */
async function open(shopId: string, eventId: string): Promise<ComplianceRequest | undefined> {
  const [event, shop] = await Promise.all([readEventContent(shopId, eventId), readShop(shopId)]);
  if (!event) return undefined;
  const task = readLifecycleEvent(event, shop);
  if (task.kind !== "compliance") return undefined;
  const { receivedAt } = event;
  return openComplianceRequest(shopId, { id: eventId, topic: task.topic, receivedAt });
}

function forAStretch(): () => boolean {
  const until = performance.now() + STRETCH_MS;
  return () => performance.now() < until;
}

async function search(shopId: string, request: ComplianceRequest): Promise<Step> {
  const person = await findPerson(shopId, request);
  if (person && isKnown(person)) {
    if (!(await searchOn(shopId, request, person, forAStretch()))) return AT_ONCE;
    const searched = await findComplianceRequest(shopId, { id: request.id });
    await noteIndexed(shopId, searched ?? request, person);
  }
  if (request.topic === "customers/data_request") {
    await moveRequest(shopId, request.id, "done");
    return DONE;
  }
  if (person) {
    await rememberErased(shopId, { kind: "customer", ids: person.customerIds });
    await rememberErased(shopId, { kind: "order", ids: person.orderIds });
    await eraseNotedRecords(shopId, person);
  }
  await moveRequest(shopId, request.id, "erasing");
  return AT_ONCE;
}

async function erase(shopId: string, request: ComplianceRequest): Promise<Step> {
  const goOn = forAStretch();
  const spared = await unfinishedRequestEvents(shopId);
  for await (const ids of matchedIds(shopId, request.id, true)) {
    const erased = await eraseEvents(
      shopId,
      ids.filter((id) => !spared.has(id)),
    );
    await countErased(shopId, request.id, erased);
    if (!goOn()) return AT_ONCE;
  }
  // What came in since the search: as long as there is any, it goes on.
  const person = await findPerson(shopId, request);
  if (person && isKnown(person)) {
    const before = await findComplianceRequest(shopId, { id: request.id });
    if (before && !(await searchOn(shopId, before, person, goOn))) return AT_ONCE;
    const after = await findComplianceRequest(shopId, { id: request.id });
    if (before && after && after.eventsFound > before.eventsFound) return AT_ONCE;
  }
  if (person) await eraseNotedRecords(shopId, person);
  await moveRequest(shopId, request.id, "forwarding");
  return AT_ONCE;
}

/** Erases the request itself, last of all: it names the person. */
async function finish(shopId: string, request: ComplianceRequest): Promise<Step> {
  const isYoung = Date.now() - request.receivedAt.getTime() < FORWARD_FOR_MS;
  if (isYoung && (await isOwed(shopId, request.eventId))) {
    return { kind: "again", inSeconds: FORWARD_AGAIN_S, look: 1 };
  }
  await countErased(shopId, request.id, await eraseEvents(shopId, [request.eventId]));
  await moveRequest(shopId, request.id, "done");
  return { kind: "again", inSeconds: LOOK_BACK_S, look: 2 };
}

/** Once more over what was erased: an answer that was on its way may have been written down since. */
async function lookBack(shopId: string, request: ComplianceRequest): Promise<Step> {
  if (request.state !== "done" || request.topic !== "customers/redact") return DONE;
  const spared = await unfinishedRequestEvents(shopId);
  for await (const ids of matchedIds(shopId, request.id, false)) {
    await eraseEvents(
      shopId,
      ids.filter((id) => !spared.has(id)),
    );
  }
  await eraseEvents(shopId, [request.eventId]);
  await forgetMatches(shopId, request.id);
  return DONE;
}
