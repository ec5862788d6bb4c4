import { asObject, asText, type Json, type JsonObject } from "#app/event-log/payload.ts";
import type { ChangedResource, WholeResource } from "./changed-resource.ts";
import { agrees, contentOf } from "./content.ts";
import { KIND_RULES, PART_TOPICS, type ResourceKind } from "./resource-kinds.ts";

/** What the event log holds on one resource. */
export type LoggedResource = Readonly<{
  /** The newest state by `updated_at`; undefined when there is none, or it was redacted. */
  state: Readonly<{ updatedAt: number; payload: JsonObject }> | undefined;
  topics: ReadonlySet<string>;
  /** Whether an event of this topic is about this part of an order, changed at `at` or later. */
  hasPart: (topic: string, partId: string, at: number) => boolean;
  /** Events of a topic. */
  countOf: (topic: string) => number;
}>;

/** What a comparison goes by. Times are milliseconds since 1970. */
export type Terms = Readonly<{
  kind: ResourceKind;
  /** Topics that Shopify was asked to send: only these can be missing. */
  expected: ReadonlySet<string>;
  /** Nothing that happened before this can be missing: nothing was promised then, or it may be gone by age. */
  since: number;
}>;

/** One event that is not in the log. */
export type Missing = Readonly<{
  topic: string;
  partId: string;
  /** When it happened; with topic, resource and part it makes the id of the recovered event. */
  at: number;
}>;

export const NOTHING_LOGGED: LoggedResource = {
  state: undefined,
  topics: new Set(),
  hasPart: () => false,
  countOf: () => 0,
};

/**
 * Whether a first look, at the facts of a page and the log alone, leaves nothing to be asked. What
 * it doubts is read whole and judged by `findMissing`.
 */
export function looksComplete(
  found: ChangedResource,
  logged: LoggedResource,
  terms: Terms,
): boolean {
  const { kind, expected, since } = terms;
  const rules = KIND_RULES[kind];
  const wants = (topic: string, at: number) => expected.has(topic) && at >= since;
  if (wants(rules.created, found.createdAt) && !logged.topics.has(rules.created)) {
    // An item that is stocked at once has a first level and no `connect`.
    if (kind !== "inventory_level" || !logged.state) return false;
  }
  const { state } = logged;
  if (!state) return !wants(rules.updated, found.updatedAt);
  if (state.updatedAt < found.updatedAt) return !wants(rules.updated, found.updatedAt);
  if (state.updatedAt === found.updatedAt && !agrees(kind, state.payload, found.facts)) {
    return false;
  }
  return kind !== "order" || partsLookComplete(found, state.payload, logged, terms);
}

/** An order's own payload names its refunds and fulfilments, and tells how far it has come. */
function partsLookComplete(
  found: ChangedResource,
  order: JsonObject,
  logged: LoggedResource,
  { expected, since }: Terms,
): boolean {
  const lacks = (topic: string) => expected.has(topic) && !logged.topics.has(topic);
  const shipped = entries(order["fulfillments"]);
  const recently = (at: Json | undefined) => timeOf(at) >= since;
  const isNew = found.createdAt >= since;
  if (lacks("orders/cancelled") && recently(order["cancelled_at"])) return false;
  if (lacks("orders/paid") && order["financial_status"] === "paid" && isNew) return false;
  const dispatched = shipped.some((one) => recently(one["created_at"]));
  if (lacks("orders/fulfilled") && order["fulfillment_status"] === "fulfilled" && dispatched) {
    return false;
  }
  const isPartial = order["fulfillment_status"] === "partial";
  if (lacks("orders/partially_fulfilled") && isPartial && dispatched) return false;
  if (found.transactions !== undefined && isNew) {
    if (logged.countOf("order_transactions/create") < found.transactions) return false;
  }
  const has = (topic: string, part: JsonObject, at: Json | undefined) =>
    !expected.has(topic) ||
    !recently(at) ||
    logged.hasPart(topic, asText(part["id"]) ?? "", timeOf(at));
  return (
    entries(order["refunds"]).every((one) => has("refunds/create", one, one["created_at"])) &&
    shipped.every(
      (one) =>
        has("fulfillments/create", one, one["created_at"]) &&
        (timeOf(one["updated_at"]) <= timeOf(one["created_at"]) ||
          has("fulfillments/update", one, one["updated_at"])),
    )
  );
}

/**
 * The events of a resource that are not in the log, oldest first.
 * @param payload the resource's own, as the log would hold it
 */
export function findMissing(
  whole: WholeResource,
  payload: JsonObject,
  logged: LoggedResource,
  { kind, expected, since }: Terms,
): Missing[] {
  const rules = KIND_RULES[kind];
  const own = (topic: string, at: number): Missing => ({ topic, partId: "", at });
  const wants = (topic: string, at: number) => expected.has(topic) && at >= since;
  const { state } = logged;
  const isNewState =
    !state ||
    (state.updatedAt <= whole.updatedAt &&
      contentOf(kind, state.payload) !== contentOf(kind, payload));
  const lacksCreation =
    wants(rules.created, whole.createdAt) &&
    !logged.topics.has(rules.created) &&
    !(kind === "inventory_level" && (state || whole.updatedAt > whole.createdAt));
  const carriedByCreation = lacksCreation && whole.updatedAt <= whole.createdAt;
  const missing = [
    ...(lacksCreation ? [own(rules.created, whole.createdAt)] : []),
    ...(isNewState && !carriedByCreation && wants(rules.updated, whole.updatedAt)
      ? [own(rules.updated, whole.updatedAt)]
      : []),
    ...whole.happenings
      .filter(({ topic, partId, at }) => {
        if (!wants(topic, at)) return false;
        return isPartTopic(topic) ? !logged.hasPart(topic, partId, at) : !logged.topics.has(topic);
      })
      .map(({ topic, partId, at }) => ({ topic, partId, at })),
  ];
  return missing.sort((left, right) => left.at - right.at);
}

function isPartTopic(topic: string): boolean {
  return (PART_TOPICS as readonly string[]).includes(topic);
}

function entries(value: Json | undefined): JsonObject[] {
  if (!Array.isArray(value)) return [];
  return value.map(asObject).filter((entry) => entry !== undefined);
}

function timeOf(value: Json | undefined): number {
  const at = Date.parse(asText(value) ?? "");
  return Number.isNaN(at) ? 0 : at;
}
