import { conflict, type HubSpotAnswer, validation } from "./errors.ts";
import { type ObjectType, type Portal, type Property, UNIQUE_PROPERTIES } from "./portal.ts";

const TYPES = ["string", "number", "datetime", "enumeration", "bool"];

/** `POST /crm/properties/…`: whether values are unique can be said here only, never later. */
export function createProperty(
  portal: Portal,
  type: ObjectType,
  body: Record<string, unknown>,
): HubSpotAnswer {
  const table = portal.tables[type];
  const name = String(body["name"] ?? "");
  if (!/^[a-z][a-z0-9_]*$/.test(name)) return validation(`Invalid property name ${name}`);
  if (!TYPES.includes(String(body["type"]))) return validation("type is not one of the allowed");
  for (const needed of ["label", "fieldType", "groupName"]) {
    if (!body[needed]) return validation(`Some required fields were not set: [${needed}]`);
  }
  if (table.properties.has(name)) {
    return conflict(`Property named ${name} already exists`, "OBJECT_ALREADY_EXISTS");
  }
  const unique = body["hasUniqueValue"] === true;
  const own = [...table.properties.values()].filter(
    ({ hasUniqueValue, hubspotDefined }) => hasUniqueValue && !hubspotDefined,
  );
  if (unique && own.length >= UNIQUE_PROPERTIES) {
    return validation(
      `Only ${UNIQUE_PROPERTIES} unique properties are allowed for each object type`,
    );
  }
  const property: Property = {
    name,
    label: String(body["label"]),
    type: body["type"] as Property["type"],
    fieldType: String(body["fieldType"]),
    groupName: String(body["groupName"]),
    hasUniqueValue: unique,
    hubspotDefined: false,
    options: [],
  };
  table.define(property);
  return { status: 201, body: property };
}
