import type { KindName } from "./destination.ts";
import type { KindDescription } from "./destination-kind.ts";
import { HTTP_DESCRIPTION } from "./http-description.ts";
import { HUBSPOT_DESCRIPTION } from "./hubspot/hubspot-description.ts";

const DESCRIPTIONS: Readonly<Record<KindName, KindDescription>> = {
  http: HTTP_DESCRIPTION,
  hubspot: HUBSPOT_DESCRIPTION,
};

export function describeKind(kind: KindName): KindDescription {
  return DESCRIPTIONS[kind];
}

/** Every kind, as a person chooses among them. */
export const KINDS: readonly Readonly<{ name: string; title: string }>[] = Object.entries(
  DESCRIPTIONS,
).map(([name, { title }]) => ({ name, title }));

/** The kind of that name, as a form or an address may have it; undefined for anything else. */
export function kindNamed(name: string): KindName | undefined {
  return Object.hasOwn(DESCRIPTIONS, name) ? (name as KindName) : undefined;
}
