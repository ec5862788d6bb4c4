import { z } from "zod";
import { recordAudit } from "#app/audit-store.server.ts";
import { findEvent } from "#app/event-log/event-queries.server.ts";
import {
  acknowledgeEvents,
  closeListener,
  IDLE_SECONDS,
  keepListener,
  MOST_LISTENERS,
  openListener,
} from "../listener-store.server.ts";
import { operation } from "../operation.ts";
import { bodyId, time, topicName } from "../parameters.ts";
import { ApiProblem } from "../problem.ts";
import { pullEvents, toPulled } from "../pull-events.server.ts";
import { iso } from "../shapes.ts";

const scopes = ["listen", "personal-data:read"] as const;
const LONGEST_WAIT = 20;
const MOST_MESSAGES = 20;
const FURTHEST_BACK_MS = 3 * 86_400_000;

const message = z.object({
  eventId: z.string().meta({ format: "uuid" }),
  topic: z.string(),
  source: z.string(),
  receivedAt: z.string().meta({ format: "date-time" }),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  body: z.string().meta({ description: "Base64 of the bytes as Shopify sent them." }),
});

export const openListenerOperation = operation({
  id: "openListener",
  method: "POST",
  path: "/listeners",
  summary: "Open a temporary destination that pulls its events",
  description: `It ends when it is deleted, when its token is revoked, or ${IDLE_SECONDS / 60} minutes after the last pull. A store has at most ${MOST_LISTENERS} at once.`,
  scopes,
  body: z.strictObject({
    topics: z.array(topicName).max(100, "Name fewer topics.").optional().meta({
      description: "Empty or left out: every topic.",
    }),
    since: time.meta({
      description:
        "Begin with events received then, at most three days ago; left out: from now on.",
    }),
  }),
  answer: {
    status: 201,
    description: "It is open.",
    schema: z.object({
      id: z.string().meta({ format: "uuid" }),
      since: z.string().meta({ format: "date-time", description: "What it begins with." }),
      expiresAt: z.string().meta({ format: "date-time" }),
    }),
  },
  problems: ["not-possible-now"],
  run: async ({ caller, body }) => {
    const now = Date.now();
    const since = body.since === undefined ? now : Date.parse(body.since);
    if (since < now - FURTHEST_BACK_MS || since > now + 60_000) {
      const message = "Use a time within the last three days.";
      throw new ApiProblem("invalid-request", { errors: [{ at: "since", message }] });
    }
    const opened = await openListener(caller.shopId, caller, { topics: body.topics ?? [], since });
    if (opened) {
      return { id: opened.id, since: iso(new Date(since)), expiresAt: iso(opened.expiresAt) };
    }
    throw new ApiProblem("not-possible-now", {
      detail: `There are ${MOST_LISTENERS} listeners. End one, or wait until one has been idle for ${IDLE_SECONDS / 60} minutes.`,
    });
  },
});

export const pullOperation = operation({
  id: "pullMessages",
  method: "GET",
  path: "/listeners/{listenerId}/messages",
  summary: "Wait for events that have not been acknowledged, oldest first",
  description:
    "Each is given again until it is acknowledged, so it may come twice. A newer pull of the same listener ends this one.",
  scopes,
  query: z.strictObject({
    wait: z
      .string()
      .regex(/^(?:1?\d|20)$/, `Use whole seconds from 0 to ${LONGEST_WAIT}.`)
      .optional()
      .meta({ description: "Seconds to wait for the first one; 0 unless given." }),
    limit: z
      .string()
      .regex(/^(?:[1-9]|1\d|20)$/, `Use a whole number from 1 to ${MOST_MESSAGES}.`)
      .optional()
      .meta({ description: `At most so many; ${MOST_MESSAGES} unless given.` }),
  }),
  answer: {
    status: 200,
    description: "The events; none when nothing came in time.",
    schema: z.object({ items: z.array(message) }),
  },
  problems: ["not-found"],
  run: async ({ caller, params, query, signal }) => {
    const { shopId, tokenId, actor } = caller;
    const listenerId = params["listenerId"] ?? "";
    const items = await pullEvents({
      shopId,
      tokenId,
      listenerId,
      limit: Number(query.limit ?? MOST_MESSAGES),
      waitMs: Number(query.wait ?? 0) * 1_000,
      signal,
    });
    if (!items) throw ended();
    if (items.length > 0) {
      const detail = { events: items.length };
      await recordAudit(shopId, { actor, action: "listener.pull", subject: listenerId, detail });
    }
    return { items };
  },
});

export const pullAgainOperation = operation({
  id: "pullMessageAgain",
  method: "GET",
  path: "/listeners/{listenerId}/messages/{eventId}",
  summary: "Pull one event again, whenever it came",
  scopes,
  answer: { status: 200, description: "The event.", schema: message },
  problems: ["not-found", "gone"],
  run: async ({ caller: { shopId, tokenId, actor }, params }) => {
    if (!(await keepListener(shopId, tokenId, params["listenerId"] ?? ""))) throw ended();
    const event = await findEvent(shopId, params["eventId"] ?? "");
    if (!event) throw new ApiProblem("not-found", { detail: "This store has no such event." });
    if (!event.body) throw new ApiProblem("gone", { detail: "The body of this event was erased." });
    await recordAudit(shopId, { actor, action: "event.reveal", subject: event.id });
    return toPulled(event, event.body);
  },
});

export const acknowledgeOperation = operation({
  id: "acknowledgeMessages",
  method: "POST",
  path: "/listeners/{listenerId}/acknowledge",
  summary: "Say that events were dealt with, so that they are not given again",
  scopes,
  body: z.strictObject({
    eventIds: z.array(bodyId).min(1, "Name an event.").max(100, "Name at most 100 events."),
  }),
  answer: { status: 204, description: "Noted." },
  problems: ["not-found"],
  run: async ({ caller: { shopId, tokenId }, params, body }) => {
    const id = params["listenerId"] ?? "";
    if (!(await keepListener(shopId, tokenId, id))) throw ended();
    await acknowledgeEvents(shopId, id, body.eventIds);
  },
});

export const closeListenerOperation = operation({
  id: "closeListener",
  method: "DELETE",
  path: "/listeners/{listenerId}",
  summary: "End a listener",
  scopes,
  answer: { status: 204, description: "It has ended." },
  problems: ["not-found"],
  run: async ({ caller: { shopId, tokenId }, params }) => {
    if (!(await closeListener(shopId, tokenId, params["listenerId"] ?? ""))) throw ended();
  },
});

function ended(): ApiProblem {
  return new ApiProblem("not-found", {
    detail: "This listener has ended, or belongs to another token. Open a new one.",
  });
}
