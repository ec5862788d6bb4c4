import type { FieldValues } from "./change.ts";
import { CRM_OBJECTS, type CrmObject, FIELDS } from "./fields.ts";

/** Which of our fields goes into which field of the CRM, by object. */
export type Mapping = Readonly<Record<CrmObject, readonly MappingRow[]>>;

export type MappingRow = Readonly<{
  /** One of ours (`fields.ts`). */
  field: string;
  /** The CRM's own name of the field it goes into. */
  to: string;
  /** Who decides: what the CRM owns is compared, and never overwritten once the record exists. */
  owner: "shopify" | "crm";
}>;

export type MappingProblem = Readonly<{ object: CrmObject; row: number; text: string }>;

const FIELD_NAME = /^[A-Za-z][A-Za-z0-9_]{0,99}$/;

/** What is wrong with a mapping, row by row, in words that say what to do. */
export function checkMapping(mapping: Mapping, reserved: readonly string[]): MappingProblem[] {
  return CRM_OBJECTS.flatMap((object) => {
    const taken = new Set<string>();
    return mapping[object].flatMap(({ field, to }, row): MappingProblem[] => {
      const problem = (text: string) => [{ object, row, text }];
      if (!Object.hasOwn(FIELDS[object], field)) return problem("Choose a field of Shopify’s.");
      if (!FIELD_NAME.test(to)) return problem("Enter the field’s internal name, such as amount.");
      if (reserved.includes(to)) {
        return problem("Choose another field: this one is Rollcall’s own.");
      }
      if (taken.has(to)) return problem("Remove this row: the field is filled already.");
      taken.add(to);
      return [];
    });
  });
}

/**
 * The CRM's fields and what goes into them.
 * @param options `creating`: what the CRM owns is written once, when the record is made.
 *   `keepFilled`: what is empty in Shopify leaves what the CRM has
 */
export function mapValues(
  object: CrmObject,
  rows: readonly MappingRow[],
  values: FieldValues,
  options: Readonly<{ creating: boolean; keepFilled: boolean }>,
): Record<string, string> {
  return Object.fromEntries(
    rows.flatMap(({ field, to, owner }) => {
      const value = values[field];
      if (value === undefined || (owner === "crm" && !options.creating)) return [];
      if (value === "" && options.keepFilled) return [];
      return [[to, FIELDS[object][field]?.type === "time" ? isoTime(value) : value]];
    }),
  );
}

/** Shopify gives times with the store's offset; CRMs want them in UTC. */
function isoTime(value: string): string {
  const at = Date.parse(value);
  return Number.isNaN(at) ? "" : new Date(at).toISOString();
}
