import { type HubSpotAnswer, notFound, validation } from "./errors.ts";
import type { HubSpotRecord, ObjectType, Portal } from "./portal.ts";

/** `POST …/contacts/merge`: the primary keeps its values and takes those it does not have. */
export function mergeContacts(
  portal: Portal,
  type: ObjectType,
  body: Record<string, unknown>,
  now: number,
): HubSpotAnswer {
  const table = portal.tables[type];
  const primary = table.records.get(String(body["primaryObjectId"]));
  const other = table.records.get(String(body["objectIdToMerge"]));
  if (!primary || !other || primary === other) {
    return validation("Unable to merge: one of the objects does not exist");
  }
  const missing = Object.entries(other.properties).filter(
    ([name]) => primary.properties[name] === undefined,
  );
  table.remove(other);
  table.write(primary, Object.fromEntries(missing), now);
  moveAssociations(portal, `${type}/${other.id}`, `${type}/${primary.id}`);
  return { status: 200, body: { id: primary.id, properties: primary.properties, archived: false } };
}

function moveAssociations(portal: Portal, from: string, to: string): void {
  for (const [key, types] of [...portal.associations]) {
    const moved = key
      .split("→")
      .map((end) => (end === from ? to : end))
      .join("→");
    if (moved === key) continue;
    portal.associations.delete(key);
    portal.associations.set(moved, types);
  }
}

/** `POST …/contacts/gdpr-delete`: for good. */
export function gdprDelete(
  portal: Portal,
  type: ObjectType,
  body: Record<string, unknown>,
): HubSpotAnswer {
  const table = portal.tables[type];
  const id = String(body["objectId"] ?? "");
  const name = body["idProperty"];
  const record: HubSpotRecord | undefined =
    typeof name === "string" ? table.holder(name, id) : table.records.get(id);
  if (!record) return notFound();
  table.remove(record);
  for (const key of [...portal.associations.keys()]) {
    if (key.split("→").includes(`${type}/${record.id}`)) portal.associations.delete(key);
  }
  return { status: 204, body: undefined };
}
