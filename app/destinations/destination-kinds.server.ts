import { config } from "#app/config.server.ts";
import type { KindName } from "./destination.ts";
import type { DestinationAdapter } from "./destination-kind.ts";
import { createHttpAdapter } from "./http-destination.server.ts";
import { createHubSpotAdapter } from "./hubspot/hubspot-destination.server.ts";
import { parseAllowList } from "./outgoing-address.ts";

/** What the operator opened (ALLOWED_PRIVATE_DESTINATIONS). */
export const operatorAllowList = parseAllowList(config.allowedPrivateDestinations);

const adapters: Readonly<Record<KindName, DestinationAdapter>> = {
  http: createHttpAdapter({ allowList: operatorAllowList }),
  hubspot: createHubSpotAdapter({
    apiUrl: config.hubspotApiUrl,
    allowList: operatorAllowList,
  }),
};

/** The one adapter of a kind in this process; its connections are shared by all destinations. */
export function adapterOf(kind: KindName): DestinationAdapter {
  return adapters[kind];
}

/** What the slowest kind may take for one call. */
export const LONGEST_CALL_MS = Math.max(...Object.values(adapters).map(({ totalMs }) => totalMs));
