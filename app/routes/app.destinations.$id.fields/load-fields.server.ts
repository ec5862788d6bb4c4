import { recordAudit } from "#app/audit-store.server.ts";
import { CRM_OBJECTS } from "#app/destinations/crm/fields.ts";
import type { Mapping } from "#app/destinations/crm/mapping.ts";
import type { KindSettings, Preview, SetUpResult } from "#app/destinations/destination-kind.ts";
import { adapterOf } from "#app/destinations/destination-kinds.server.ts";
import {
  destinationSecrets,
  findDestination,
} from "#app/destinations/destination-queries.server.ts";
import type { Destination } from "#app/destinations/destination.ts";
import { describeKind } from "#app/destinations/kind-descriptions.ts";
import { saveDestination } from "#app/destinations/save-destination.server.ts";
import { NO_FILTER } from "#app/event-log/event-filter.ts";
import { findEvent, listEvents } from "#app/event-log/event-queries.server.ts";

type Shop = Readonly<{ shopId: string; domain: string; actor: string }>;

/** The fields of a CRM's destination, and orders that they can be tried on. */
export async function loadFields(shopId: string, id: string, now: number) {
  const destination = await findDestination(shopId, id);
  const mapping = destination && mappingOf(destination.settings);
  if (!destination || !mapping) return undefined;
  const topics = ["orders/create", "orders/updated"];
  const { rows } = await listEvents(shopId, { ...NO_FILTER, topics }, undefined, now);
  const orders = new Map(
    rows.flatMap(({ id, resourceName }) => (resourceName ? [[resourceName, id] as const] : [])),
  );
  return {
    id,
    name: destination.name,
    kindTitle: describeKind(destination.kind).title,
    mapping,
    orders: [...orders].slice(0, 20).map(([label, value]) => ({ label, value })),
  };
}

function mappingOf(settings: KindSettings): Mapping | undefined {
  const mapping = settings["mapping"] as Mapping | undefined;
  return mapping && CRM_OBJECTS.every((object) => Array.isArray(mapping[object]))
    ? mapping
    : undefined;
}

export type FieldsOutcome =
  | Readonly<{ kind: "saved" }>
  | Readonly<{ kind: "invalid"; problem: string }>
  | Readonly<{ kind: "ready"; result: SetUpResult }>
  | Readonly<{ kind: "preview"; preview: Preview }>;

/** @returns undefined when the shop has no such destination, or not of such a kind */
export async function commandFields(
  shop: Shop,
  id: string,
  { intent, lines, eventId }: Readonly<{ intent: string; lines: string; eventId: string }>,
): Promise<FieldsOutcome | undefined> {
  const destination = await findDestination(shop.shopId, id);
  if (!destination || !mappingOf(destination.settings)) return undefined;
  switch (intent) {
    case "save":
      return save(shop, destination, lines);
    case "setUp":
      return setUp(shop, destination);
    case "preview":
      return preview(shop, destination, lines, eventId);
    default:
      return undefined;
  }
}

async function save(
  shop: Shop,
  destination: Destination,
  lines: string,
): Promise<FieldsOutcome | undefined> {
  const { id, kind, settings, name, topics, onDeadLetter, maxAgeSeconds, concurrency } =
    destination;
  const saved = await saveDestination(
    shop,
    id,
    kind,
    {
      name,
      topics,
      onDeadLetter,
      maxAgeHours: Math.max(1, Math.round(maxAgeSeconds / 3_600)),
      concurrency,
      fields: { ...describeKind(kind).writeForm(settings), mapping: lines },
    },
    shop.actor,
  );
  if (saved.ok) return { kind: "saved" };
  return saved.errors && { kind: "invalid", problem: Object.values(saved.errors).join(" ") };
}

async function targetOf({ shopId, domain }: Shop, { id, settings }: Destination) {
  const secrets = (await destinationSecrets(shopId, id)) ?? { signing: [] };
  return { shopId, shopDomain: domain, destinationId: id, settings, secrets };
}

async function setUp(shop: Shop, destination: Destination): Promise<FieldsOutcome> {
  const adapter = adapterOf(destination.kind);
  const result = await adapter.setUp?.(await targetOf(shop, destination), {});
  await recordAudit(shop.shopId, {
    actor: shop.actor,
    action: "destination.set_up",
    subject: destination.id,
    detail: { ok: result?.ok ?? false },
  });
  return { kind: "ready", result: result ?? { ok: true, steps: [] } };
}

/** Shows what is personal in an order, so it is noted who looked. */
async function preview(
  shop: Shop,
  destination: Destination,
  lines: string,
  eventId: string,
): Promise<FieldsOutcome> {
  const { kind, settings } = destination;
  const form = { ...describeKind(kind).writeForm(settings), mapping: lines };
  const read = describeKind(kind).readForm(form, {
    allowPrivate: NOTHING,
    stored: Object.keys((await targetOf(shop, destination)).secrets.credentials ?? {}),
  });
  if (!read.ok) return { kind: "invalid", problem: Object.values(read.errors).join(" ") };
  const event = await findEvent(shop.shopId, eventId);
  if (!event?.body)
    return { kind: "invalid", problem: "Choose an order whose data is still here." };
  await recordAudit(shop.shopId, { actor: shop.actor, action: "event.reveal", subject: eventId });
  const message = {
    sendId: event.id,
    lane: "preview",
    processAgain: false,
    topic: event.topic,
    source: event.source,
    sequence: "0",
    stale: false,
    headers: event.headers,
    body: event.body,
  };
  const target = { ...(await targetOf(shop, destination)), settings: read.settings };
  const shown = await adapterOf(kind).preview?.(message, target);
  return { kind: "preview", preview: shown ?? { title: "Nothing", text: "Nothing to show." } };
}

/** A preview sends nothing, so no address is looked at. */
const NOTHING = { empty: true, has: () => false };
