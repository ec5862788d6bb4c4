import { CRM_OBJECTS, type CrmObject, FIELDS } from "./fields.ts";
import { checkMapping, type Mapping, type MappingRow } from "./mapping.ts";

export type MappingText =
  Readonly<{ ok: true; mapping: Mapping }> | Readonly<{ ok: false; message: string }>;

const LINE = /^(customer|order|line)\.([A-Za-z]+)\s*->\s*(\S+?)(\s*\(crm\))?$/;

/**
 * A mapping as text, one row a line: `order.net -> hs_total_price`, with `(crm)` behind it where
 * the CRM owns the field.
 */
export function writeMappingLines(mapping: Mapping): string {
  return CRM_OBJECTS.flatMap((object) =>
    mapping[object].map(
      ({ field, to, owner }) => `${object}.${field} -> ${to}${owner === "crm" ? " (crm)" : ""}`,
    ),
  ).join("\n");
}

/** The opposite; what is wrong is told with the line it stands in. */
export function readMappingLines(text: string, reserved: readonly string[]): MappingText {
  const mapping: Record<CrmObject, MappingRow[]> = { customer: [], order: [], line: [] };
  const lineOf: Record<CrmObject, number[]> = { customer: [], order: [], line: [] };
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const match = LINE.exec(line.trim());
    const refuse = (message: string) => ({
      ok: false as const,
      message: `Line ${index + 1}: ${message}`,
    });
    if (!match) return refuse("write it like order.net -> hs_total_price.");
    const [, object = "", field = "", to = "", crm] = match;
    const known = object as CrmObject;
    if (!Object.hasOwn(FIELDS[known], field)) return refuse(`there is no ${object}.${field}.`);
    mapping[known].push({ field, to, owner: crm === undefined ? "shopify" : "crm" });
    lineOf[known].push(index + 1);
  }
  const [problem] = checkMapping(mapping, reserved);
  if (!problem) return { ok: true, mapping };
  return { ok: false, message: `Line ${lineOf[problem.object][problem.row]}: ${problem.text}` };
}
