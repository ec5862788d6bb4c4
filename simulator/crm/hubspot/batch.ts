import { asRecord } from "../../http-io.ts";
import { couldNotGet, duplicateIds } from "./batch-texts.ts";
import { checkProperties } from "./check-properties.ts";
import { alone, type HubSpotAnswer, type HubSpotError, validation } from "./errors.ts";
import type { HubSpotRecord, ObjectType, Portal } from "./portal.ts";

/** HubSpot takes this many in one call. */
const BATCH = 100;

interface Input {
  id: string;
  idProperty: string | undefined;
  properties: Record<string, unknown>;
  trace: string | undefined;
}

function inputsOf(body: Record<string, unknown>): Input[] {
  const list = Array.isArray(body["inputs"]) ? (body["inputs"] as unknown[]) : [];
  return list.map((entry) => {
    const { id, idProperty, properties, objectWriteTraceId } = asRecord(entry);
    return {
      id: String(id ?? ""),
      idProperty: idProperty === undefined ? undefined : String(idProperty),
      properties: asRecord(properties),
      trace: objectWriteTraceId === undefined ? undefined : String(objectWriteTraceId),
    };
  });
}

function refusedBatch(inputs: Input[]): HubSpotAnswer | undefined {
  if (inputs.length === 0) return validation("inputs may not be empty");
  if (inputs.length > BATCH) {
    return validation(`The maximum number of inputs supported in a batch request is ${BATCH}`);
  }
  const keys = inputs.map(({ id, idProperty }) => `${idProperty ?? ""}=${id}`);
  const twice = inputs.filter((_, index) => keys.indexOf(keys[index] ?? "") !== index);
  return twice.length > 0 ? validation(duplicateIds(twice.map(({ id }) => id))) : undefined;
}

/** `batch/upsert` and `batch/update`: records one by one, told apart by `objectWriteTraceId`. */
export function writeBatch(
  portal: Portal,
  type: ObjectType,
  body: Record<string, unknown>,
  { create, now }: { create: boolean; now: number },
): HubSpotAnswer {
  const inputs = inputsOf(body);
  const refused = refusedBatch(inputs);
  if (refused) return refused;
  const table = portal.tables[type];
  const results: unknown[] = [];
  const errors: HubSpotError[] = [];
  const traced = inputs.every(({ trace }) => trace !== undefined);
  // Without trace ids one wrong record refuses the whole call, and nothing of it is written.
  if (!traced) {
    const first = inputs.map((input) => problemOf(portal, type, input, create)).find(Boolean);
    if (first) return alone(first);
  }
  for (const input of inputs) {
    const error = problemOf(portal, type, input, create);
    if (error) {
      errors.push({ ...error, context: { objectWriteTraceId: [input.trace ?? ""] } });
      continue;
    }
    const found = find(portal, type, input);
    const record = found ?? blank(portal.nextId(), now);
    const key = input.idProperty === undefined ? {} : { [input.idProperty]: input.id };
    table.write(record, { ...(input.properties as Record<string, string>), ...key }, now);
    results.push({
      ...shown(record, Object.keys(input.properties)),
      new: found === undefined,
      ...(input.trace !== undefined && { objectWriteTraceId: input.trace }),
    });
  }
  return finished(results, errors, now);
}

function problemOf(
  portal: Portal,
  type: ObjectType,
  input: Input,
  create: boolean,
): HubSpotError | undefined {
  const { idProperty } = input;
  const table = portal.tables[type];
  if (idProperty !== undefined && !table.properties.get(idProperty)?.hasUniqueValue) {
    const message = `Unable to perform update/upsert by non-unique ${type} property ${idProperty}`;
    return { status: "error", category: "VALIDATION_ERROR", message };
  }
  const found = find(portal, type, input);
  if (!found && (!create || idProperty === undefined)) {
    const message = couldNotGet(type);
    return { status: "error", category: "OBJECT_NOT_FOUND", message, context: { ids: [input.id] } };
  }
  return checkProperties(portal, type, input.properties, found?.id);
}

function find(portal: Portal, type: ObjectType, { id, idProperty }: Input) {
  const table = portal.tables[type];
  return idProperty === undefined ? table.records.get(id) : table.holder(idProperty, id);
}

function blank(id: string, now: number): HubSpotRecord {
  return { id, properties: {}, createdAt: now, updatedAt: now };
}

/** `batch/read`, by id or by a property with unique values; `idProperty` stands outside the inputs. */
export function readBatch(
  portal: Portal,
  type: ObjectType,
  body: Record<string, unknown>,
  now: number,
): HubSpotAnswer {
  const idProperty = body["idProperty"] === undefined ? undefined : String(body["idProperty"]);
  const inputs = inputsOf(body).map((input) => ({ ...input, idProperty }));
  const refused = refusedBatch(inputs);
  if (refused) return refused;
  const names = Array.isArray(body["properties"]) ? body["properties"].map(String) : [];
  const missing: string[] = [];
  const results = inputs.flatMap((input) => {
    const record = find(portal, type, input);
    if (!record) missing.push(input.id);
    return record ? [shown(record, names)] : [];
  });
  const error: HubSpotError = {
    status: "error",
    category: "OBJECT_NOT_FOUND",
    message: couldNotGet(type),
    context: { ids: missing },
  };
  return finished(results, missing.length > 0 ? [error] : [], now);
}

function finished(results: unknown[], errors: HubSpotError[], now: number): HubSpotAnswer {
  const at = new Date(now).toISOString();
  return {
    status: errors.length > 0 ? 207 : 200,
    body: {
      status: "COMPLETE",
      results,
      ...(errors.length > 0 && { numErrors: errors.length, errors }),
      startedAt: at,
      completedAt: at,
    },
  };
}

/** A record as the API shows it: the properties that were asked for. */
export function shown(record: HubSpotRecord, names: string[]): Record<string, unknown> {
  return {
    id: record.id,
    properties: {
      hs_object_id: record.id,
      createdate: new Date(record.createdAt).toISOString(),
      lastmodifieddate: new Date(record.updatedAt).toISOString(),
      ...Object.fromEntries(names.map((name) => [name, record.properties[name] ?? null])),
    },
    createdAt: new Date(record.createdAt).toISOString(),
    updatedAt: new Date(record.updatedAt).toISOString(),
    archived: false,
  };
}
