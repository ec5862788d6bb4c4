import { recordAudit } from "#app/audit-store.server.ts";
import { removeDestination } from "#app/delivery/remove-destination-store.server.ts";
import {
  destinationSecrets,
  findDestination,
} from "#app/destinations/destination-queries.server.ts";
import { pauseDestination, resumeDestination } from "#app/destinations/destination-store.server.ts";
import { describeKind } from "#app/destinations/kind-descriptions.ts";
import { sendTestEvent } from "#app/destinations/test-event.server.ts";
import type { ShopSession } from "#app/shop-session.server.ts";

/** What a button of the page does; `undefined` when the shop has no such destination. */
export async function commandDestination(
  { shopId, domain, actor }: ShopSession,
  id: string,
  intent: string,
) {
  switch (intent) {
    case "pause":
      return done(await pauseDestination(shopId, id, actor), "Paused: events wait here in order");
    case "resume":
      return done(await resumeDestination(shopId, id, actor), "Resumed");
    case "delete":
      return done(await removeDestination(shopId, id, actor), "Destination deleted");
    case "test": {
      const destination = await findDestination(shopId, id);
      if (!destination) return undefined;
      const { kind, settings } = destination;
      const secrets = (await destinationSecrets(shopId, id)) ?? { signing: [] };
      const form = { fields: describeKind(kind).writeForm(settings) };
      const result = await sendTestEvent({ shopId, domain }, kind, form, { id, secrets });
      await recordAudit(shopId, { actor, action: "destination.test", subject: id });
      return { kind: "tested" as const, result };
    }
    default:
      return undefined;
  }
}

function done(changed: boolean, message: string) {
  return changed
    ? ({ kind: "done", ok: true, message } as const)
    : ({ kind: "done", ok: false, problem: "It has changed meanwhile. Reload the page." } as const);
}
