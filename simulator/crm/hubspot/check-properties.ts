import { conflictText } from "./batch-texts.ts";
import { type HubSpotError, invalidProperties } from "./errors.ts";
import type { ObjectTable, ObjectType, Portal, Property } from "./portal.ts";

const LONGEST_TEXT = 65_536;

/** What HubSpot would refuse of these values, or undefined. @param self the record's own id, if any */
export function checkProperties(
  portal: Portal,
  type: ObjectType,
  values: Record<string, unknown>,
  self: string | undefined,
): HubSpotError | undefined {
  const table = portal.tables[type];
  const errors = Object.entries(values).flatMap(([name, value]) => {
    const property = table.properties.get(name);
    const [error, message] = property
      ? (wrongValue(property, value) ?? wrongStage(portal, type, name, value, values) ?? [])
      : ["PROPERTY_DOESNT_EXIST", `Property "${name}" does not exist`];
    return error === undefined || message === undefined ? [] : [{ name, error, message }];
  });
  if (errors.length > 0) return invalidProperties(errors);
  return takenValue(table, type, values, self);
}

function wrongValue(property: Property, value: unknown): [string, string] | undefined {
  const { name, type } = property;
  if (typeof value !== "string") return ["INVALID_STRING", `${name} was not a string`];
  if (value === "") return undefined;
  if (type === "number" && !/^-?\d+(\.\d+)?$/.test(value)) {
    return ["INVALID_LONG", `${value} was not a valid number.`];
  }
  if (type === "datetime" && Number.isNaN(/^\d+$/.test(value) ? 0 : Date.parse(value))) {
    return ["INVALID_DATE", `${value} was not a valid long.`];
  }
  if (type === "enumeration" && !property.options.some((option) => option.value === value)) {
    const allowed = property.options.map((option) => option.label).join(", ");
    return ["INVALID_OPTION", `${value} was not one of the allowed options: [${allowed}]`];
  }
  if (name === "email" && !/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(value)) {
    return ["INVALID_EMAIL", `Email address ${value} is invalid`];
  }
  return value.length > LONGEST_TEXT ? ["TOO_LONG", `${name} is too long`] : undefined;
}

const STAGE_OF = {
  orders: ["hs_pipeline", "hs_pipeline_stage"],
  deals: ["pipeline", "dealstage"],
} as const;

/** A stage must be one of its pipeline's. */
function wrongStage(
  portal: Portal,
  type: ObjectType,
  name: string,
  value: unknown,
  values: Record<string, unknown>,
): [string, string] | undefined {
  if (type !== "orders" && type !== "deals") return undefined;
  const [pipelineName, stageName] = STAGE_OF[type];
  if (name === pipelineName && !portal.pipelines[type].some(({ id }) => id === value)) {
    return ["INVALID_OPTION", `${String(value)} was not one of the allowed options: pipelines`];
  }
  if (name !== stageName) return undefined;
  const pipeline = portal.pipelines[type].find(
    ({ id }) => values[pipelineName] === undefined || id === values[pipelineName],
  );
  return pipeline?.stages.some(({ id }) => id === value)
    ? undefined
    : ["INVALID_OPTION", `${String(value)} was not one of the allowed options: stages`];
}

/** A value that must be unique, and that another record has. */
function takenValue(
  table: ObjectTable,
  type: ObjectType,
  values: Record<string, unknown>,
  self: string | undefined,
): HubSpotError | undefined {
  for (const name of table.uniqueNames()) {
    const value = values[name];
    if (typeof value !== "string" || value === "") continue;
    const holder = table.holder(name, value);
    if (holder && holder.id !== self) {
      return { status: "error", category: "CONFLICT", message: conflictText(type, name, holder) };
    }
  }
  return undefined;
}
