import { deliveriesOfEvent } from "#app/delivery/delivery-queries.server.ts";
import { describeKind } from "#app/destinations/kind-descriptions.ts";
import { listDestinations } from "#app/destinations/destination-queries.server.ts";
import {
  eventsOfResource,
  findEvent,
  hasNewerState,
  receiptsOf,
} from "#app/event-log/event-queries.server.ts";
import { viewPayload } from "#app/event-log/reveal-payload.server.ts";

const OTHERS_SHOWN = 20;

/** Everything the page of one event shows; undefined when the shop has no such event. */
export async function loadEvent(shopId: string, id: string) {
  const event = await findEvent(shopId, id);
  if (!event) return undefined;
  const { body: _body, ...facts } = event;
  const resource = { kind: event.resourceKind, id: event.resourceId };
  const [receipts, others, isStale, deliveries, destinations] = await Promise.all([
    receiptsOf(shopId, id),
    resource.id === null
      ? []
      : eventsOfResource(shopId, { kind: resource.kind, id: resource.id }, OTHERS_SHOWN + 1),
    hasNewerState(shopId, event),
    // The deliveries of the event that stands for this one, too.
    deliveriesOfEvent(shopId, event.sameAs ?? id),
    listDestinations(shopId),
  ]);
  return {
    event: facts,
    payload: viewPayload(event, false),
    receipts,
    others: others.filter((other) => other.id !== id).slice(0, OTHERS_SHOWN),
    isStale,
    deliveries,
    destinations: destinations.map(({ id: destinationId, kind, name, settings, state }) => ({
      id: destinationId,
      name,
      url: describeKind(kind).place(settings),
      state,
    })),
  };
}

export type LoadedEvent = NonNullable<Awaited<ReturnType<typeof loadEvent>>>;
