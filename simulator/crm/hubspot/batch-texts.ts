import type { HubSpotRecord, ObjectType } from "./portal.ts";

/** `Contact already exists. Existing ID: 51`, and what other unique properties get. */
export function conflictText(type: ObjectType, name: string, holder: HubSpotRecord): string {
  return type === "contacts" && name === "email"
    ? `Contact already exists. Existing ID: ${holder.id}`
    : `Cannot set PropertyValueCoordinates{objectTypeId=${type}, propertyName=${name}}. ${holder.id} already has that value.`;
}

export const duplicateIds = (ids: string[]) =>
  `Duplicate IDs found in batch input: [${ids.join(", ")}]. IDs must be unique`;

export const couldNotGet = (type: ObjectType) =>
  `Could not get some ${type.replace(/s$/, "").toUpperCase()} objects, they may be deleted or not exist. Check that ids are valid.`;
