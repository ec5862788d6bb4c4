import { z } from "zod";
import { recordAudit } from "#app/audit-store.server.ts";
import { DELIVERY_VIEWS, EVENT_SOURCES, isId, readFilter } from "#app/event-log/event-filter.ts";
import { findEvent, listEvents } from "#app/event-log/event-queries.server.ts";
import { showPayload } from "#app/event-log/show-payload.ts";
import { type Caller, operation } from "../operation.ts";
import { cursor, limit, oneOrMore, pageSize, time, topics } from "../parameters.ts";
import { ApiProblem } from "../problem.ts";
import { event, eventSummary, iso, pageOf } from "../shapes.ts";

export const listEventsOperation = operation({
  id: "listEvents",
  method: "GET",
  path: "/events",
  summary: "List events, newest first",
  description:
    "A page can hold fewer events than asked for, or none, while `next` is there: a search that looks far back says how far it got.",
  scopes: ["events:read"],
  query: z.strictObject({
    q: z.string().max(320, "Use at most 320 characters.").optional().meta({
      description: "An order's name, an id, an e-mail address or a phone number, in whole.",
    }),
    topic: topics,
    source: oneOrMore(EVENT_SOURCES),
    state: oneOrMore(DELIVERY_VIEWS),
    destination: z
      .string()
      .refine(isId, "Use the id of a destination.")
      .optional()
      .meta({ description: "Id of a destination that it has a delivery for." }),
    from: time,
    to: time,
    cursor,
    limit,
  }),
  answer: { status: 200, description: "One page of events.", schema: pageOf(eventSummary) },
  run: async ({ caller, query }) => {
    const { cursor: below, limit: asked, ...filter } = query;
    const params = new URLSearchParams(
      Object.entries(filter).flatMap(([name, value]) => (value ? [[name, value]] : [])),
    );
    const page = await listEvents(
      caller.shopId,
      readFilter(params),
      below,
      Date.now(),
      pageSize(asked),
    );
    return {
      items: page.rows.map(({ resourceKind, resourceId, resourceName, deliveries, ...row }) => ({
        id: row.id,
        topic: row.topic,
        source: row.source,
        resource: { kind: resourceKind, id: resourceId, name: resourceName },
        receivedAt: iso(row.receivedAt),
        deliveries: deliveries.map(({ destinationId, view, attempts }) => ({
          destinationId,
          state: view,
          attempts,
        })),
      })),
      next: page.next ?? null,
    };
  },
});

export const readEventOperation = operation({
  id: "readEvent",
  method: "GET",
  path: "/events/{eventId}",
  summary: "Read one event, without its body",
  scopes: ["events:read"],
  answer: { status: 200, description: "The event.", schema: event },
  problems: ["not-found"],
  run: async ({ caller, params }) => {
    const found = await existing(caller, params["eventId"]);
    return {
      id: found.id,
      topic: found.topic,
      source: found.source,
      webhookId: found.webhookId,
      shopifyEventId: found.eventId,
      apiVersion: found.apiVersion,
      resource: { kind: found.resourceKind, id: found.resourceId, name: found.resourceName },
      triggeredAt: iso(found.triggeredAt),
      receivedAt: iso(found.receivedAt),
      headers: found.headers.map(([name, value]) => ({ name, value })),
      bodyBytes: found.bodyBytes,
      bodySha256: found.bodyHash,
      erased: found.body === undefined,
      sameAs: found.sameAs,
    };
  },
});

export const readPayloadOperation = operation({
  id: "readPayload",
  method: "GET",
  path: "/events/{eventId}/payload",
  summary: "Read an event's payload with personal data masked",
  description: "Numbers are written as Shopify wrote them: read long ids without rounding them.",
  scopes: ["events:read"],
  answer: {
    status: 200,
    description: "The payload. `Rollcall-Masked` says how many values are masked in it.",
    contentTypes: ["application/json"],
  },
  problems: ["not-found", "not-possible-now", "gone"],
  run: async ({ caller, params }) => {
    const found = await existing(caller, params["eventId"]);
    const body = readable(found.body);
    const rootIsPerson = found.resourceKind === "customer";
    const shown = showPayload(body.toString(), { reveal: false, rootIsPerson });
    if (!shown) {
      throw new ApiProblem("not-possible-now", {
        detail: "This body is not JSON, so nothing in it can be masked. Read it whole at …/body.",
      });
    }
    return bytes(Buffer.from(shown.text), "application/json", {
      "rollcall-masked": String(shown.hidden),
    });
  },
});

export const readBodyOperation = operation({
  id: "readBody",
  method: "GET",
  path: "/events/{eventId}/body",
  summary: "Read an event's body as Shopify sent it, byte by byte",
  description: "Personal data included. Each reading is noted in the audit trail.",
  scopes: ["events:read", "personal-data:read"],
  answer: {
    status: 200,
    description: "The very bytes.",
    contentTypes: ["application/json", "application/octet-stream"],
  },
  problems: ["not-found", "gone"],
  run: async ({ caller, params }) => {
    const found = await existing(caller, params["eventId"]);
    const body = readable(found.body);
    const { shopId, actor } = caller;
    await recordAudit(shopId, { actor, action: "event.reveal", subject: found.id });
    return bytes(body, found.isJson ? "application/json" : "application/octet-stream");
  },
});

async function existing({ shopId }: Caller, id = "") {
  const found = await findEvent(shopId, id);
  if (!found) throw new ApiProblem("not-found", { detail: "This store has no such event." });
  return found;
}

function readable(body: Buffer | undefined): Buffer {
  if (body) return body;
  throw new ApiProblem("gone", { detail: "The body of this event was erased." });
}

/** What somebody else wrote is never run: a browser takes it for what it is said to be. */
function bytes(body: Buffer, type: string, headers: Record<string, string> = {}): Response {
  return new Response(Uint8Array.from(body), {
    headers: { "content-type": type, "x-content-type-options": "nosniff", ...headers },
  });
}
