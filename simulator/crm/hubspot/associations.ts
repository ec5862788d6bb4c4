import { asRecord } from "../../http-io.ts";
import { couldNotGet } from "./batch-texts.ts";
import { type HubSpotAnswer, type HubSpotError, validation } from "./errors.ts";
import type { ObjectType, Portal } from "./portal.ts";

/** The labels that HubSpot defines itself between kinds of objects. */
const DEFINED: Record<string, number> = {
  "orders/contacts": 507,
  "contacts/orders": 508,
  "orders/line_items": 513,
  "line_items/orders": 514,
  "deals/contacts": 3,
  "contacts/deals": 4,
  "deals/line_items": 19,
  "line_items/deals": 20,
};

type Pair = [ObjectType, ObjectType];

/** `POST /crm/v4/associations/{from}/{to}/batch/create`; what is there already stays as it is. */
export function createAssociations(
  portal: Portal,
  [from, to]: Pair,
  body: Record<string, unknown>,
): HubSpotAnswer {
  const inputs = Array.isArray(body["inputs"]) ? body["inputs"].map(asRecord) : [];
  if (inputs.length === 0 || inputs.length > 2_000) {
    return validation("between 1 and 2000 inputs are expected");
  }
  const results: unknown[] = [];
  const errors: HubSpotError[] = [];
  for (const input of inputs) {
    const fromId = String(asRecord(input["from"])["id"] ?? "");
    const toId = String(asRecord(input["to"])["id"] ?? "");
    const types = Array.isArray(input["types"]) ? input["types"].map(asRecord) : [];
    const ids = types.map(({ associationTypeId }) => Number(associationTypeId));
    if (ids.length === 0 || ids.some((id) => id !== DEFINED[`${from}/${to}`])) {
      return validation(`One or more association types in the request do not exist: ${ids.join()}`);
    }
    if (!portal.tables[from].records.has(fromId) || !portal.tables[to].records.has(toId)) {
      errors.push({
        status: "error",
        category: "OBJECT_NOT_FOUND",
        message: couldNotGet(portal.tables[from].records.has(fromId) ? to : from),
        context: { fromObjectId: [fromId], toObjectId: [toId] },
      });
      continue;
    }
    link(portal, `${from}/${fromId}`, `${to}/${toId}`, DEFINED[`${from}/${to}`] ?? 0);
    link(portal, `${to}/${toId}`, `${from}/${fromId}`, DEFINED[`${to}/${from}`] ?? 0);
    results.push({ from: { id: fromId }, to: { id: toId }, labels: [] });
  }
  return {
    status: errors.length > 0 ? 207 : 201,
    body: {
      status: "COMPLETE",
      results,
      ...(errors.length > 0 && { numErrors: errors.length, errors }),
    },
  };
}

function link(portal: Portal, from: string, to: string, type: number): void {
  const key = `${from}→${to}`;
  portal.associations.set(key, (portal.associations.get(key) ?? new Set()).add(type));
}

/** `…/batch/read`: what each of the given records is associated with. */
export function readAssociations(
  portal: Portal,
  [from, to]: Pair,
  body: Record<string, unknown>,
): HubSpotAnswer {
  const inputs = Array.isArray(body["inputs"]) ? body["inputs"].map(asRecord) : [];
  const results = inputs.flatMap(({ id }) => {
    const prefix = `${from}/${String(id)}→${to}/`;
    const found = [...portal.associations].filter(([key]) => key.startsWith(prefix));
    if (found.length === 0) return [];
    const ends = found.map(([key, types]) => ({
      toObjectId: key.slice(prefix.length),
      associationTypes: [...types].map((typeId) => ({ category: "HUBSPOT_DEFINED", typeId })),
    }));
    return [{ from: { id: String(id) }, to: ends }];
  });
  return { status: 200, body: { status: "COMPLETE", results } };
}
