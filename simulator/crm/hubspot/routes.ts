import { asRecord } from "../../http-io.ts";
import { createAssociations, readAssociations } from "./associations.ts";
import { readBatch, shown, writeBatch } from "./batch.ts";
import { type HubSpotAnswer, missingScopes, notFound } from "./errors.ts";
import { gdprDelete, mergeContacts } from "./contacts.ts";
import { OBJECT_TYPES, type ObjectType, type Portal } from "./portal.ts";
import { createProperty } from "./properties.ts";

export interface HubSpotCall {
  method: string;
  path: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
  scopes: string[];
  now: number;
}

const SCOPE: Record<ObjectType, string> = {
  contacts: "crm.objects.contacts",
  orders: "crm.objects.orders",
  deals: "crm.objects.deals",
  line_items: "crm.objects.line_items",
};
const SCHEMA: Record<ObjectType, string> = {
  contacts: "crm.schemas.contacts",
  orders: "crm.schemas.orders",
  deals: "crm.schemas.deals",
  line_items: "crm.schemas.line_items",
};
const VERSION = "(?:2026-03|v3)";

/** Answers one call whose token and limits have been looked at. */
export function answerCall(portal: Portal, call: HubSpotCall): HubSpotAnswer {
  const { method, path } = call;
  const at = `${method} ${path}`;
  const objects = new RegExp(
    `^(?:/crm/objects/${VERSION}|/crm/${VERSION}/objects)/([a-z_]+)(/.*)?$`,
  ).exec(path);
  if (objects) {
    const type = typeNamed(objects[1]);
    return type ? objectCall(portal, call, type, objects[2] ?? "") : notFound();
  }
  const schema = new RegExp(
    `^(?:/crm/properties/${VERSION}|/crm/${VERSION}/properties)/([a-z_]+)(?:/([A-Za-z0-9_]+))?$`,
  ).exec(path);
  if (schema) {
    const type = typeNamed(schema[1]);
    return type ? propertyCall(portal, call, type, schema[2]) : notFound();
  }
  const pipelines = new RegExp(
    `^GET (?:/crm/pipelines/${VERSION}|/crm/${VERSION}/pipelines)/(orders|deals)$`,
  ).exec(at);
  if (pipelines) {
    const type = pipelines[1] as "orders" | "deals";
    return needing(call, [`${SCOPE[type]}.read`], () => ({
      status: 200,
      body: { results: portal.pipelines[type].map((one) => ({ ...one, archived: false })) },
    }));
  }
  const links = /^POST \/crm\/v4\/associations\/([a-z_]+)\/([a-z_]+)\/batch\/(create|read)$/.exec(
    at,
  );
  if (links) {
    const [from, to] = [typeNamed(links[1]), typeNamed(links[2])];
    if (!from || !to) return notFound();
    return links[3] === "create"
      ? needing(call, [`${SCOPE[from]}.write`], () =>
          createAssociations(portal, [from, to], call.body),
        )
      : needing(call, [`${SCOPE[from]}.read`], () =>
          readAssociations(portal, [from, to], call.body),
        );
  }
  if (at === "GET /account-info/v3/details") {
    return {
      status: 200,
      body: { portalId: 147_000_001, timeZone: "UTC", companyCurrency: "EUR" },
    };
  }
  return notFound();
}

function objectCall(
  portal: Portal,
  call: HubSpotCall,
  type: ObjectType,
  below: string,
): HubSpotAnswer {
  const { method, body, now } = call;
  const write = [`${SCOPE[type]}.write`];
  const read = [`${SCOPE[type]}.read`];
  switch (`${method} ${below}`) {
    case "POST /batch/upsert":
      return needing(call, write, () => writeBatch(portal, type, body, { create: true, now }));
    case "POST /batch/update":
      return needing(call, write, () => writeBatch(portal, type, body, { create: false, now }));
    case "POST /batch/read":
      return needing(call, read, () => readBatch(portal, type, body, now));
    case "POST /merge":
      return needing(call, write, () => mergeContacts(portal, type, body, now));
    case "POST /gdpr-delete":
      return needing(call, write, () => gdprDelete(portal, type, body));
    case "GET ":
      return needing(call, read, () => page(portal, type, call.query));
    default:
      return notFound();
  }
}

function page(portal: Portal, type: ObjectType, query: URLSearchParams): HubSpotAnswer {
  const limit = Math.min(Number(query.get("limit") ?? 10), 100);
  const after = Number(query.get("after") ?? 0);
  const names = (query.get("properties") ?? "").split(",").filter(Boolean);
  const records = [...portal.tables[type].records.values()];
  const results = records.slice(after, after + limit).map((record) => shown(record, names));
  const next = after + limit < records.length ? { next: { after: String(after + limit) } } : {};
  return { status: 200, body: { results, ...("next" in next && { paging: next }) } };
}

function propertyCall(
  portal: Portal,
  call: HubSpotCall,
  type: ObjectType,
  name: string | undefined,
): HubSpotAnswer {
  const { properties } = portal.tables[type];
  if (call.method === "GET") {
    return needing(call, [`${SCHEMA[type]}.read`], () => {
      if (name === undefined) return { status: 200, body: { results: [...properties.values()] } };
      const property = properties.get(name);
      return property
        ? { status: 200, body: property }
        : notFound(`No property named ${name} exists`);
    });
  }
  if (call.method !== "POST" || name !== undefined) return notFound();
  return needing(call, [`${SCHEMA[type]}.write`], () => createProperty(portal, type, call.body));
}

function needing(call: HubSpotCall, scopes: string[], then: () => HubSpotAnswer): HubSpotAnswer {
  return scopes.every((scope) => call.scopes.includes(scope)) ? then() : missingScopes(scopes);
}

function typeNamed(name: string | undefined): ObjectType | undefined {
  return OBJECT_TYPES.find((type) => type === name);
}

/** A body that is a JSON object; anything else is an empty one. */
export function readCallBody(textOfBody: string): Record<string, unknown> {
  try {
    return asRecord(JSON.parse(textOfBody === "" ? "{}" : textOfBody));
  } catch {
    return {};
  }
}
