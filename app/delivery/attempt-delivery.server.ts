import { parse } from "uuid";
import { adapterOf } from "#app/destinations/destination-kinds.server.ts";
import type { Outcome, OutgoingMessage } from "#app/destinations/destination-kind.ts";
import type { DeliveryTarget } from "#app/destinations/destination-system-queries.server.ts";
import { type DataKey, DecryptionError } from "#app/encryption.server.ts";
import { openBody } from "#app/event-log/event-body.server.ts";
import { newId } from "#app/ids.server.ts";
import { log } from "#app/log.server.ts";
import { deliveryAttempts } from "#app/metrics.server.ts";
import type { AttemptRecord, Completion } from "./completion-system-store.server.ts";
import type { ClaimedDelivery, HeadDelivery, HeadEvent } from "./lane-system-store.server.ts";
import { type CountedResult, judge, type JudgedAttempt } from "./outcome.ts";
import { decide, type Decision } from "./retry-policy.ts";
import { sequenceOf } from "./sequence.ts";
import { storedHeaders, storedHeadersText } from "./stored-headers.ts";

/** First bytes of an answer that are kept with the attempt. */
const KEPT_ANSWER_BYTES = 16_384;

/** `key`: undefined once redacted. */
type Shop = Readonly<{ domain: string; key: DataKey | undefined }>;

/** How long the destination as a whole is to be left alone. */
export type Hold = Readonly<{ ms: number; reason: string }>;

export type Attempted = Readonly<{
  /** What to write; undefined when it was no attempt, and the lane is to be handed back. */
  completion?: Completion;
  /** What it says of the destination; undefined when it was not asked. */
  outcome?: Outcome;
  hold?: Hold;
}>;

/**
 * Sends the head of a lane and says what is to be written of it. Looks nothing up: the lease was
 * checked the moment before.
 * @param probing it is the one that tells whether a failing destination is back: what it waits
 *   afterwards is the destination's time, not its own
 */
export async function attemptDelivery(
  lane: ClaimedDelivery,
  head: HeadDelivery,
  target: DeliveryTarget,
  { domain, key }: Shop,
  probing: boolean,
): Promise<Attempted> {
  const message = key && toMessage(lane, head, key);
  if (!message) return { completion: cancelled(lane, head, "redacted") };
  const startedAt = new Date();
  const result = await send(message, target, domain);
  if (result.type === "limited") return { hold: result };
  const judged = judge(result, Date.now());
  const attempts = head.attempts + 1;
  const spentMs = spent(head, startedAt.getTime(), result.durationMs);
  const decision = decide(
    {
      outcome: judged.outcome,
      attempts,
      ageMs: spentMs,
      maxAgeMs: target.destination.maxAgeSeconds * 1_000,
      retryAfterMs: judged.retryAfterMs,
    },
    Math.random(),
  );
  const attempt = record(judged, result, startedAt, key);
  deliveryAttempts.inc({ outcome: judged.outcome });
  logAttempt(lane, head, attempt, judged, decision);
  const completion: Completion = {
    lane,
    deliveryId: head.id,
    ...stateAfter(decision),
    attempts,
    ageMs: spentMs + (decision.next === "retry" && !probing ? decision.delayMs : 0),
    outcome: judged.outcome,
    status: judged.status,
    hold: decision.next === "dead" && target.destination.onDeadLetter === "hold",
    searchFrom: searchFrom(head),
    attempt,
  };
  return {
    completion,
    ...(message !== "unreadable" && { outcome: judged.outcome }),
    ...(result.hold && { hold: result.hold }),
  };
}

/** What ends a delivery without sending it. @param reason a short code */
export function cancelled(
  lane: ClaimedDelivery,
  head: HeadDelivery,
  reason: "redacted" | "event_missing" | "destination_deleted" | "superseded",
): Completion {
  return {
    lane,
    deliveryId: head.id,
    state: "cancelled",
    attempts: head.attempts,
    delayMs: 0,
    ageMs: head.ageMs,
    outcome: reason,
    status: undefined,
    deadReason: reason,
    hold: false,
    searchFrom: searchFrom(head),
    attempt: undefined,
  };
}

async function send(
  message: OutgoingMessage | "unreadable",
  { destination, secrets }: DeliveryTarget,
  shopDomain: string,
) {
  if (message === "unreadable") return UNREADABLE;
  const { shopId, id: destinationId, settings, kind } = destination;
  const to = { shopId, shopDomain, destinationId, settings, secrets };
  return adapterOf(kind).deliver(message, to, {});
}

/** The stored bytes do not open: shown as an attempt, so that a person sees it, and tried again. */
const UNREADABLE: CountedResult = {
  type: "no_answer",
  failure: "internal",
  detail: "the stored event cannot be read",
  durationMs: 0,
};

function toMessage(
  { laneKey }: ClaimedDelivery,
  head: HeadDelivery,
  key: DataKey,
): OutgoingMessage | "unreadable" | undefined {
  const { event } = head;
  if (!event?.body) return undefined;
  const body = readBody(head.eventId, { ...event, body: event.body }, key);
  if (!body) return "unreadable";
  const sendId = head.sendId ?? head.id;
  return {
    sendId,
    lane: laneKey,
    processAgain: head.replayOf !== null && sendId === head.id,
    topic: head.topic,
    source: event.source,
    sequence: sequenceOf(head.id),
    stale: event.stale,
    headers: storedHeaders(event.headers),
    body,
  };
}

function readBody(id: string, stored: HeadEvent & { body: Buffer }, key: DataKey) {
  try {
    const { body, bodyEncoding, bodyBytes } = stored;
    return openBody({ id, body, bodyEncoding, bodyBytes }, key);
  } catch (error) {
    if (!(error instanceof DecryptionError)) throw error;
    log.error({ eventId: id }, "a stored event does not open with its shop's key");
    return undefined;
  }
}

/**
 * Milliseconds that count against the maximum age: waits that were decided, and attempts. What a
 * delivery waits beyond that (paused, behind others) is not its own, and a person who makes it due
 * earlier gives the rest of the wait back.
 */
function spent(head: HeadDelivery, startedAt: number, durationMs: number): number {
  const early = head.nextAttemptAt ? Math.max(0, head.nextAttemptAt.getTime() - startedAt) : 0;
  return Math.max(0, head.ageMs - early) + durationMs;
}

/** A replay may have taken the place of an older dead letter: what follows comes after that one. */
function searchFrom({ id, replayOf }: HeadDelivery): string {
  return replayOf !== null && replayOf < id ? replayOf : id;
}

function stateAfter(decision: Decision): Pick<Completion, "state" | "delayMs" | "deadReason"> {
  switch (decision.next) {
    case "delivered":
      return { state: "delivered", delayMs: 0, deadReason: undefined };
    case "retry":
      return { state: "pending", delayMs: decision.delayMs, deadReason: undefined };
    case "dead":
      return { state: "dead", delayMs: 0, deadReason: decision.reason };
  }
}

function record(
  { outcome, error }: JudgedAttempt,
  result: CountedResult,
  startedAt: Date,
  key: DataKey,
): AttemptRecord {
  const id = newId();
  const answer = answerOf(result);
  const body = answer?.body.subarray(0, KEPT_ANSWER_BYTES);
  return {
    id,
    startedAt,
    durationMs: result.durationMs,
    outcome,
    error,
    responseHeaders: answer && storedHeadersText(answer.headers),
    responseBody: body && body.length > 0 ? key.seal(body, parse(id)) : undefined,
  };
}

function answerOf(result: CountedResult) {
  switch (result.type) {
    case "answer":
      return result;
    case "judged":
      return result.answer;
    case "no_answer":
      return undefined;
  }
}

function logAttempt(
  { shopId, destinationId }: ClaimedDelivery,
  head: HeadDelivery,
  attempt: AttemptRecord,
  { outcome, status, error }: JudgedAttempt,
  decision: Decision,
): void {
  log.info(
    {
      shopId,
      eventId: head.eventId,
      deliveryId: head.id,
      attemptId: attempt.id,
      destinationId,
      topic: head.topic,
      number: head.attempts + 1,
      outcome,
      status,
      error,
      ms: attempt.durationMs,
      next: decision.next,
      ...(decision.next === "retry" && { delayMs: decision.delayMs }),
      ...(decision.next === "dead" && { reason: decision.reason }),
    },
    "attempt",
  );
}
