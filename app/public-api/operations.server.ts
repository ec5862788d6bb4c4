import type { Operation } from "./operation.ts";
import * as deliveries from "./operations/delivery-operations.server.ts";
import * as destinations from "./operations/destination-operations.server.ts";
import * as events from "./operations/event-operations.server.ts";
import * as listeners from "./operations/listener-operations.server.ts";

/** Everything the public API can do, in the order of its description. */
export const OPERATIONS: readonly Operation[] = [
  events.listEventsOperation,
  events.readEventOperation,
  events.readPayloadOperation,
  events.readBodyOperation,
  deliveries.listEventDeliveriesOperation,
  deliveries.replayEventOperation,
  deliveries.listDeliveriesOperation,
  deliveries.readDeliveryOperation,
  deliveries.replayDeliveryOperation,
  destinations.listDestinationsOperation,
  destinations.readDestinationOperation,
  destinations.pauseDestinationOperation,
  destinations.resumeDestinationOperation,
  listeners.openListenerOperation,
  listeners.pullOperation,
  listeners.pullAgainOperation,
  listeners.acknowledgeOperation,
  listeners.closeListenerOperation,
];
