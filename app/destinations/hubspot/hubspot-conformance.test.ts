import { randomUUID } from "node:crypto";
import { type Behaviour, describeKindConformance } from "#tests/setup/kind-conformance.ts";
import { orderMessage } from "#tests/setup/crm-messages.ts";
import { PLAIN_HUBSPOT, startHubSpotAccount } from "#tests/setup/hubspot-account.ts";
import { useDatabase } from "#tests/setup/with-database.ts";
import type { DestinationAdapter, KindDescription } from "../destination-kind.ts";
import { HUBSPOT_DESCRIPTION } from "./hubspot-description.ts";

useDatabase();

describeKindConformance("hubspot", async () => {
  const account = await startHubSpotAccount({ totalMs: 1_500 });
  const { hubspot } = account;
  const target = account.target({
    shopId: randomUUID(),
    shopDomain: "conformance.myshopify.com",
    destinationId: randomUUID(),
  });
  await account.adapter.setUp?.(target, {});
  const fault: Partial<Record<Behaviour, () => void>> = {
    "is down": () => hubspot.faults.add({ kind: "status", status: 503 }),
    "refuses us": () => hubspot.faults.add({ kind: "unauthorised" }),
    "refuses the event": () => hubspot.faults.add({ kind: "refuse" }),
    "is at its limit": () => hubspot.faults.add({ kind: "daily" }),
    hangs: () => hubspot.faults.add({ kind: "hang" }),
    babbles: () => hubspot.faults.add({ kind: "babble" }),
  };
  return {
    description: HUBSPOT_DESCRIPTION as unknown as KindDescription,
    adapter: account.adapter as unknown as DestinationAdapter,
    target,
    form: {
      ...HUBSPOT_DESCRIPTION.writeForm(PLAIN_HUBSPOT),
      token: target.secrets.credentials?.["token"] ?? "",
    },
    behave: (behaviour) => {
      hubspot.faults.clear();
      fault[behaviour]?.();
    },
    effects: async () => [...hubspot.portal.tables.orders.records.keys()],
    message: orderMessage,
    stop: account.stop,
  };
});
