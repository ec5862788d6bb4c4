import { z } from "zod";
import { deliveriesOfEvent, findDelivery } from "#app/delivery/delivery-queries.server.ts";
import type { AttemptView, DeliveryView } from "#app/delivery/delivery-view.ts";
import { replayEvent, type ReplayRequest } from "#app/delivery/replay-store.server.ts";
import { deliveryView } from "#app/event-log/event-filter.ts";
import { listDeliveries } from "../delivery-page-queries.server.ts";
import { operation } from "../operation.ts";
import { bodyId, cursor, limit, pageSize } from "../parameters.ts";
import { ApiProblem } from "../problem.ts";
import { attempt, delivery, iso, pageOf } from "../shapes.ts";

const withAttempts = delivery.extend({
  attemptList: z.array(attempt).meta({ description: "Newest first, at most 100." }),
});

export const listDeliveriesOperation = operation({
  id: "listDeliveries",
  method: "GET",
  path: "/deliveries",
  summary: "List deliveries, newest first",
  scopes: ["deliveries:read"],
  query: z.strictObject({
    problem: z
      .literal("true", { error: "Use true, or leave it out." })
      .optional()
      .meta({ description: "Only those that are being retried or failed for good." }),
    cursor,
    limit,
  }),
  answer: { status: 200, description: "One page of deliveries.", schema: pageOf(delivery) },
  run: async ({ caller, query }) => {
    const size = pageSize(query.limit);
    const page = await listDeliveries(caller.shopId, {
      problemOnly: query.problem === "true",
      below: query.cursor,
      limit: size,
    });
    return { items: page.map(told), next: page.length < size ? null : (page.at(-1)?.id ?? null) };
  },
});

export const listEventDeliveriesOperation = operation({
  id: "listDeliveriesOfEvent",
  method: "GET",
  path: "/events/{eventId}/deliveries",
  summary: "List the deliveries of one event with their attempts, oldest first",
  scopes: ["deliveries:read"],
  answer: {
    status: 200,
    description: "Its deliveries; none when no destination wants its topic.",
    schema: z.object({ items: z.array(withAttempts) }),
  },
  run: async ({ caller, params }) => {
    const found = await deliveriesOfEvent(caller.shopId, params["eventId"] ?? "");
    return { items: found.map(toldWithAttempts) };
  },
});

export const readDeliveryOperation = operation({
  id: "readDelivery",
  method: "GET",
  path: "/deliveries/{deliveryId}",
  summary: "Read one delivery with its attempts",
  scopes: ["deliveries:read"],
  answer: { status: 200, description: "The delivery.", schema: withAttempts },
  problems: ["not-found"],
  run: async ({ caller, params }) => {
    const { id, eventId } = await existing(caller.shopId, params["deliveryId"]);
    const siblings = await deliveriesOfEvent(caller.shopId, eventId);
    const found = siblings.find((each) => each.id === id);
    if (!found) throw noDelivery();
    return toldWithAttempts(found);
  },
});

const mode = z
  .enum(["skip-if-processed", "process-again"], {
    error: "Use skip-if-processed or process-again.",
  })
  .meta({
    description:
      "`skip-if-processed` sends the same `webhook-id` as the first time, so that a receiver that has processed it passes over it; `process-again` sends a new one.",
  });

const replayed = z.object({
  sentAgain: z.array(z.object({ destinationId: z.string(), deliveryId: z.string() })).meta({
    description: "New deliveries, behind whatever waits for the same resource.",
  }),
  triedNow: z.array(z.object({ destinationId: z.string(), deliveryId: z.string() })).meta({
    description: "Deliveries that had not ended, and are tried now instead of later.",
  }),
});

export const replayDeliveryOperation = operation({
  id: "replayDelivery",
  method: "POST",
  path: "/deliveries/{deliveryId}/replay",
  summary: "Send a delivery's event to its destination again",
  scopes: ["deliveries:replay"],
  body: z.strictObject({ mode }),
  answer: { status: 202, description: "It is on its way.", schema: replayed },
  problems: ["not-found", "not-possible-now", "gone"],
  run: async ({ caller, params, body }) => {
    const { eventId, destinationId } = await existing(caller.shopId, params["deliveryId"]);
    return replay(caller.shopId, eventId, {
      destinationIds: [destinationId],
      mode: body.mode,
      actor: caller.actor,
    });
  },
});

export const replayEventOperation = operation({
  id: "replayEvent",
  method: "POST",
  path: "/events/{eventId}/replay",
  summary: "Send an event again",
  scopes: ["deliveries:replay"],
  body: z.strictObject({
    mode,
    destinationIds: z
      .array(bodyId)
      .min(1, "Name a destination, or leave this out.")
      .max(100, "Name at most 100 destinations.")
      .optional()
      .meta({ description: "Left out: wherever it went before." }),
  }),
  answer: { status: 202, description: "It is on its way.", schema: replayed },
  problems: ["not-found", "not-possible-now", "gone"],
  run: ({ caller, params, body: { mode: how, destinationIds } }) =>
    replay(caller.shopId, params["eventId"] ?? "", {
      ...(destinationIds && { destinationIds }),
      mode: how,
      actor: caller.actor,
    }),
});

async function replay(shopId: string, eventId: string, request: ReplayRequest) {
  const result = await replayEvent(shopId, eventId, request);
  if (result.kind === "not_found") throw noEvent();
  if (result.kind === "redacted") {
    throw new ApiProblem("gone", { detail: "The body of this event was erased." });
  }
  const triedNow = result.dueNow.filter(({ result: how }) => how !== "held");
  if (result.appended.length + triedNow.length === 0) {
    throw new ApiProblem("not-possible-now", {
      detail:
        result.dueNow.length > 0
          ? "An event before it failed for good and holds this one back. Replay that one first."
          : "It went to no destination that still exists. Name one in `destinationIds`.",
    });
  }
  return {
    sentAgain: result.appended.map(pair),
    triedNow: triedNow.map(pair),
  };
}

function pair({ destinationId, deliveryId }: { destinationId: string; deliveryId: string }) {
  return { destinationId, deliveryId };
}

async function existing(shopId: string, id = ""): Promise<DeliveryView> {
  const found = await findDelivery(shopId, id);
  if (!found) throw noDelivery();
  return found;
}

function noDelivery(): ApiProblem {
  return new ApiProblem("not-found", { detail: "This store has no such delivery." });
}

function noEvent(): ApiProblem {
  return new ApiProblem("not-found", { detail: "This store has no such event." });
}

function told(view: DeliveryView) {
  return {
    id: view.id,
    eventId: view.eventId,
    destinationId: view.destinationId,
    topic: view.topic,
    state: deliveryView(view.state, view.problem),
    attempts: view.attempts,
    firstAttemptAt: iso(view.firstAttemptAt),
    nextAttemptAt: iso(view.nextAttemptAt),
    finishedAt: iso(view.finishedAt),
    lastOutcome: view.lastOutcome ?? null,
    lastStatus: view.lastStatus ?? null,
    reason: view.deadReason ?? null,
    replayOf: view.replayOf ?? null,
    webhookId: view.sendId,
  };
}

function toldWithAttempts(view: DeliveryView & Readonly<{ attemptList: readonly AttemptView[] }>) {
  return {
    ...told(view),
    // What a destination answered may hold personal data, so it stays on the event's page.
    attemptList: view.attemptList.map((each) => ({
      id: each.id,
      number: each.number,
      startedAt: iso(each.startedAt),
      durationMs: each.durationMs,
      outcome: each.outcome,
      status: each.status ?? null,
      error: each.error ?? null,
    })),
  };
}
