import { z } from "zod";
import { backlogs, type Backlog } from "#app/delivery/delivery-queries.server.ts";
import type { Destination } from "#app/destinations/destination.ts";
import { findDestination, listDestinations } from "#app/destinations/destination-queries.server.ts";
import { pauseDestination, resumeDestination } from "#app/destinations/destination-store.server.ts";
import { operation } from "../operation.ts";
import { ApiProblem } from "../problem.ts";
import { destination, iso } from "../shapes.ts";

export const listDestinationsOperation = operation({
  id: "listDestinations",
  method: "GET",
  path: "/destinations",
  summary: "List destinations, oldest first",
  scopes: ["destinations:read"],
  answer: {
    status: 200,
    description: "All destinations.",
    schema: z.object({ items: z.array(destination) }),
  },
  run: async ({ caller: { shopId } }) => {
    const [all, owed] = await Promise.all([listDestinations(shopId), backlogs(shopId)]);
    return { items: all.map((each) => told(each, owed)) };
  },
});

export const readDestinationOperation = operation({
  id: "readDestination",
  method: "GET",
  path: "/destinations/{destinationId}",
  summary: "Read one destination",
  scopes: ["destinations:read"],
  answer: { status: 200, description: "The destination.", schema: destination },
  problems: ["not-found"],
  run: ({ caller, params }) => existing(caller.shopId, params["destinationId"]),
});

export const pauseDestinationOperation = operation({
  id: "pauseDestination",
  method: "POST",
  path: "/destinations/{destinationId}/pause",
  summary: "Send nothing to a destination until it is resumed",
  description: "What comes meanwhile is kept. Pausing a paused destination changes nothing.",
  scopes: ["destinations:write"],
  answer: { status: 200, description: "It is paused.", schema: destination },
  problems: ["not-found", "not-possible-now"],
  run: async ({ caller: { shopId, actor }, params }) => {
    const id = params["destinationId"] ?? "";
    await pauseDestination(shopId, id, actor);
    const now = await existing(shopId, id);
    if (now.state === "paused") return now;
    throw new ApiProblem("not-possible-now", {
      detail: "The destination said that it is gone and gets nothing. There is nothing to pause.",
    });
  },
});

export const resumeDestinationOperation = operation({
  id: "resumeDestination",
  method: "POST",
  path: "/destinations/{destinationId}/resume",
  summary: "Go on sending to a destination, in order, where it stopped",
  description: "Resuming an active destination changes nothing.",
  scopes: ["destinations:write"],
  answer: { status: 200, description: "It is active.", schema: destination },
  problems: ["not-found"],
  run: async ({ caller: { shopId, actor }, params }) => {
    const id = params["destinationId"] ?? "";
    await resumeDestination(shopId, id, actor);
    return existing(shopId, id);
  },
});

async function existing(shopId: string, id = "") {
  const found = await findDestination(shopId, id);
  if (!found) throw new ApiProblem("not-found", { detail: "This store has no such destination." });
  return told(found, await backlogs(shopId));
}

/** Without its settings: an address can hold a key. */
function told(found: Destination, owed: readonly Backlog[]) {
  const backlog = owed.find(({ destinationId }) => destinationId === found.id);
  return {
    id: found.id,
    kind: found.kind,
    name: found.name,
    // Deleted ones are not found.
    state: found.state === "deleted" ? ("disabled" as const) : found.state,
    stateReason: found.stateReason ?? null,
    stateAt: iso(found.stateAt),
    topics: [...found.topics],
    onDeadLetter: found.onDeadLetter,
    maxAgeSeconds: found.maxAgeSeconds,
    concurrency: found.concurrency,
    pending: backlog?.pending ?? 0,
    oldestPendingAt: iso(backlog?.oldest),
  };
}
