import { z } from "zod";
import { DELIVERY_VIEWS, EVENT_SOURCES } from "#app/event-log/event-filter.ts";

/** The things that answers are made of, as the description names them. */

const time = z.string().meta({ format: "date-time" });
const id = z.string().meta({ format: "uuid" });
const topic = z.string().meta({ examples: ["orders/create"] });

export const eventSummary = z.object({
  id,
  topic,
  source: z.enum(EVENT_SOURCES),
  resource: z.object({
    kind: z.string().meta({ examples: ["order"] }),
    id: z.string().nullable().meta({ description: "Shopify's number, as text." }),
    name: z
      .string()
      .nullable()
      .meta({ examples: ["#1042"] }),
  }),
  receivedAt: time,
  deliveries: z
    .array(z.object({ destinationId: id, state: z.enum(DELIVERY_VIEWS), attempts: z.int().min(0) }))
    .meta({ description: "The newest delivery to each destination." }),
});

export const event = z.object({
  id,
  topic,
  source: z.enum(EVENT_SOURCES),
  webhookId: z.string(),
  shopifyEventId: z.string().nullable(),
  apiVersion: z.string().nullable(),
  resource: eventSummary.shape.resource,
  triggeredAt: time.nullable(),
  receivedAt: time,
  headers: z
    .array(z.object({ name: z.string(), value: z.string() }))
    .meta({ description: "As Shopify sent them, without any signature." }),
  bodyBytes: z.int().min(0),
  bodySha256: z.string().meta({ pattern: "^[0-9a-f]{64}$" }),
  erased: z.boolean().meta({ description: "The body was erased and cannot be read any more." }),
  sameAs: id.nullable().meta({
    description: "The event that came first with the very same content; its deliveries stand.",
  }),
});

export const delivery = z.object({
  id,
  eventId: id,
  destinationId: id,
  topic,
  state: z.enum(DELIVERY_VIEWS),
  attempts: z.int().min(0),
  firstAttemptAt: time.nullable(),
  nextAttemptAt: time.nullable(),
  finishedAt: time.nullable(),
  lastOutcome: z.string().nullable(),
  lastStatus: z.int().nullable(),
  reason: z
    .string()
    .nullable()
    .meta({ description: "Why it failed for good or was cancelled, as a short code." }),
  replayOf: id.nullable(),
  webhookId: z.string().meta({ description: "The `webhook-id` that the destination sees." }),
});

export const attempt = z.object({
  id,
  number: z.int().min(1),
  startedAt: time,
  durationMs: z.int().min(0),
  outcome: z.string(),
  status: z.int().nullable(),
  error: z.string().nullable().meta({ description: "A short cause when no answer came." }),
});

export const destination = z.object({
  id,
  kind: z.string().meta({ examples: ["http"] }),
  name: z.string(),
  state: z.enum(["active", "paused", "disabled"]),
  stateReason: z.string().nullable(),
  stateAt: time,
  topics: z.array(topic).meta({ description: "Empty: every topic." }),
  onDeadLetter: z.enum(["free", "hold"]),
  maxAgeSeconds: z.int(),
  concurrency: z.int(),
  pending: z.int().min(0).meta({ description: "Deliveries that are still owed to it." }),
  oldestPendingAt: time.nullable(),
});

export const problem = z.object({
  type: z.string().meta({ format: "uri" }),
  title: z.string(),
  status: z.int(),
  detail: z.string().meta({ description: "What to do." }),
  errors: z
    .array(z.object({ at: z.string(), message: z.string() }))
    .optional()
    .meta({ description: "Parameters or members that are not valid." }),
  scopes: z.array(z.string()).optional().meta({ description: "Scopes that are needed." }),
});

/** A page of a list; `next` is the `cursor` of the page after it. */
export function pageOf<T extends z.ZodType>(items: T) {
  return z.object({
    items: z.array(items),
    next: z
      .string()
      .nullable()
      .meta({ description: "The `cursor` of the next page; null on the last one." }),
  });
}

/** @returns the time as the API writes it */
export function iso(at: Date): string;
export function iso(at: Date | null | undefined): string | null;
export function iso(at: Date | null | undefined): string | null {
  return at?.toISOString() ?? null;
}
