import { config } from "#app/config.server.ts";
import type { DestinationKind } from "./destination.ts";
import type { DestinationAdapter } from "./destination-kind.ts";
import { createHttpAdapter } from "./http-destination.server.ts";
import { parseAllowList } from "./outgoing-address.ts";

/** What the operator opened (ALLOWED_PRIVATE_DESTINATIONS). */
export const operatorAllowList = parseAllowList(config.allowedPrivateDestinations);

const adapters: Readonly<Record<DestinationKind, DestinationAdapter>> = {
  http: createHttpAdapter({ allowList: operatorAllowList }),
};

/** The one adapter of a kind in this process; its connections are shared by all destinations. */
export function adapterOf(kind: DestinationKind): DestinationAdapter {
  return adapters[kind];
}
