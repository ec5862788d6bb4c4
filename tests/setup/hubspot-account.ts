import { createHubSpotAdapter } from "#app/destinations/hubspot/hubspot-destination.server.ts";
import type { HubSpotSettings } from "#app/destinations/hubspot/hubspot-description.ts";
import { defaultMapping, defaultStages } from "#app/destinations/hubspot/hubspot-mapping.ts";
import type { DestinationAdapter, SendTarget } from "#app/destinations/destination-kind.ts";
import { parseAllowList } from "#app/destinations/outgoing-address.ts";
import { HubSpot, type HubSpotOptions } from "../../simulator/crm/hubspot/hubspot.ts";
import { serveStandIn } from "./crm-stand-in.ts";

export const HUBSPOT_SCOPES = ["contacts", "orders", "deals", "line_items"].flatMap((type) => [
  `crm.objects.${type}.read`,
  `crm.objects.${type}.write`,
  `crm.schemas.${type}.read`,
  `crm.schemas.${type}.write`,
]);

export type HubSpotAccount = Readonly<{
  hubspot: HubSpot;
  url: string;
  adapter: DestinationAdapter<HubSpotSettings>;
  settings: HubSpotSettings;
  target: (
    destination: Readonly<{ shopId: string; shopDomain: string; destinationId: string }>,
    changes?: Partial<HubSpotSettings>,
  ) => SendTarget<HubSpotSettings>;
  stop: () => Promise<void>;
}>;

export const PLAIN_HUBSPOT: HubSpotSettings = {
  auth: "private",
  orderObject: "orders",
  lines: true,
  testOrders: false,
  stages: defaultStages("orders"),
  mapping: defaultMapping("orders"),
};

/** A HubSpot account with a private app's token, and the kind that writes to it. */
export async function startHubSpotAccount(
  options: HubSpotOptions & { totalMs?: number } = {},
): Promise<HubSpotAccount> {
  const hubspot = new HubSpot(options);
  const server = await serveStandIn((req, res, path) => hubspot.handle(req, res, path));
  const token = hubspot.tokens.privateApp(HUBSPOT_SCOPES);
  const adapter = createHubSpotAdapter({
    apiUrl: server.url,
    allowList: parseAllowList(["127.0.0.1"]),
    ...(options.totalMs !== undefined && { totalMs: options.totalMs }),
  });
  return {
    hubspot,
    url: server.url,
    adapter,
    settings: PLAIN_HUBSPOT,
    target: (destination, changes) => ({
      ...destination,
      settings: { ...PLAIN_HUBSPOT, ...changes },
      secrets: { signing: [], credentials: { token } },
    }),
    stop: async () => {
      await adapter.close?.();
      await server.stop();
    },
  };
}
