/** A delivery as pages show it. */
export type DeliveryView = Readonly<{
  id: string;
  eventId: string;
  destinationId: string;
  topic: string;
  state: DeliveryState;
  attempts: number;
  firstAttemptAt: Date | undefined;
  nextAttemptAt: Date | undefined;
  finishedAt: Date | undefined;
  /** See `outcome.ts`; for a cancelled one, why. */
  lastOutcome: string | undefined;
  lastStatus: number | undefined;
  /** `too_old`, `rejected`; for a cancelled one `redacted`, `event_missing`, `destination_deleted`, `superseded`. */
  deadReason: string | undefined;
  /** Failing or dead. */
  problem: boolean;
  /** The original delivery, when this is a replay. */
  replayOf: string | undefined;
  /** The `webhook-id` that is sent. */
  sendId: string;
}>;

export type DeliveryState = "pending" | "delivered" | "dead" | "filtered" | "cancelled";

export type AttemptView = Readonly<{
  id: string;
  deliveryId: string;
  destinationId: string;
  number: number;
  startedAt: Date;
  durationMs: number;
  outcome: string;
  status: number | undefined;
  /** Short cause when no answer came. */
  error: string | undefined;
  responseHeaders: readonly (readonly [name: string, value: string])[];
  /** First bytes of the answer as text; undefined when there were none, or they are redacted. */
  responseBody: string | undefined;
}>;

export type DeliveryRow = Readonly<{
  id: string;
  eventId: string;
  destinationId: string;
  topic: string;
  state: string;
  attempts: number;
  firstAttemptAt: Date | null;
  nextAttemptAt: Date | null;
  finishedAt: Date | null;
  lastOutcome: string | null;
  lastStatus: number | null;
  deadReason: string | null;
  problem: boolean;
  replayOf: string | null;
  sendId: string | null;
}>;

export function toDeliveryView(row: DeliveryRow): DeliveryView {
  return {
    id: row.id,
    eventId: row.eventId,
    destinationId: row.destinationId,
    topic: row.topic,
    state: row.state as DeliveryState,
    attempts: row.attempts,
    firstAttemptAt: row.firstAttemptAt ?? undefined,
    nextAttemptAt: row.nextAttemptAt ?? undefined,
    finishedAt: row.finishedAt ?? undefined,
    lastOutcome: row.lastOutcome ?? undefined,
    lastStatus: row.lastStatus ?? undefined,
    deadReason: row.deadReason ?? undefined,
    problem: row.problem,
    replayOf: row.replayOf ?? undefined,
    sendId: row.sendId ?? row.id,
  };
}
