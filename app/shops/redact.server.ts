import { APP_ACTOR, recordAudit } from "#app/audit-store.server.ts";
import { readEventContent } from "#app/event-log/event-content-queries.server.ts";
import { readLifecycleEvent } from "./lifecycle-event.ts";
import { readShop } from "./shop-queries.server.ts";

/** Shopify's limit for carrying a compliance request out. */
const DUE_WITHIN_DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * The place where `customers/redact` and `shop/redact` are carried out. Erasing is not part of it
 * yet: the obligation, with the day it is due, is kept in the audit trail.
 */
export async function redact(shopId: string, eventId: string): Promise<void> {
  const [event, shop] = await Promise.all([readEventContent(shopId, eventId), readShop(shopId)]);
  if (!event || readLifecycleEvent(event, shop).kind !== "compliance") return;
  const due = new Date(event.receivedAt.getTime() + DUE_WITHIN_DAYS * DAY_MS);
  await recordAudit(shopId, {
    actor: APP_ACTOR,
    action: "compliance.due",
    subject: eventId,
    detail: { topic: event.topic, due: due.toISOString().slice(0, 10) },
  });
}
