import type { Json } from "#app/event-log/payload.ts";

/** What is known of one field, named by its path: `line_items[].price`. */
export type FieldShape = Readonly<{
  /** Types it has had: string, number, boolean, object, array; null is none. */
  types: readonly string[];
  /** Payloads that had it, and those in which it was neither null nor empty. */
  seen: number;
  filled: number;
}>;

/** Names and types of a payload's fields, over many payloads; never a value. */
export type PayloadShape = Readonly<{
  samples: number;
  fields: Readonly<Record<string, FieldShape>>;
}>;

export const NO_SHAPE: PayloadShape = { samples: 0, fields: {} };

export type ShapeDifference = Readonly<{
  added: readonly string[];
  missing: readonly string[];
  emptied: readonly string[];
  retyped: readonly string[];
}>;

/** Payloads before anything is called unusual, and newer ones that must all agree that it is. */
export const SAMPLES_BEFORE = 20;
export const SAMPLES_NOW = 5;
/** A payload of a thousand lines has the same fields in each: these of a list are read. */
const READ_OF_A_LIST = 20;
const MOST_FIELDS = 1_500;

/** The shape of one payload. */
export function shapeOf(payload: Json): PayloadShape {
  const fields = new Map<string, { types: Set<string>; filled: boolean }>();
  const note = (path: string, value: Json) => {
    if (fields.size >= MOST_FIELDS && !fields.has(path)) return;
    const field = fields.get(path) ?? { types: new Set<string>(), filled: false };
    const type = Array.isArray(value) ? "array" : typeof value;
    if (value !== null) field.types.add(type);
    field.filled ||= isFilled(value);
    fields.set(path, field);
  };
  const walk = (path: string, value: Json) => {
    if (Array.isArray(value)) {
      for (const item of value.slice(0, READ_OF_A_LIST)) walk(`${path}[]`, item);
    } else if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        const here = path === "" ? key : `${path}.${key}`;
        note(here, inner);
        walk(here, inner);
      }
    }
  };
  walk("", payload);
  return {
    samples: 1,
    fields: Object.fromEntries(
      [...fields].map(([path, { types, filled }]) => [
        path,
        { types: [...types].sort(), seen: 1, filled: filled ? 1 : 0 },
      ]),
    ),
  };
}

/** Both together. */
export function mergeShapes(left: PayloadShape, right: PayloadShape): PayloadShape {
  const fields: Record<string, FieldShape> = { ...left.fields };
  for (const [path, field] of Object.entries(right.fields)) {
    const known = fields[path];
    if (!known && Object.keys(fields).length >= MOST_FIELDS) continue;
    fields[path] = known
      ? {
          types: [...new Set([...known.types, ...field.types])].sort(),
          seen: known.seen + field.seen,
          filled: known.filled + field.filled,
        }
      : field;
  }
  return { samples: left.samples + right.samples, fields };
}

/**
 * What the newest payloads have in common that those before never had, or lack that those always
 * had. Fields that come and go with what happens in a store are neither.
 * @returns undefined while too few are known, or when nothing differs.
 */
export function compareShapes(
  before: PayloadShape,
  now: PayloadShape,
): ShapeDifference | undefined {
  if (before.samples < SAMPLES_BEFORE || now.samples < SAMPLES_NOW) return undefined;
  const all = (shape: PayloadShape, count: number) => count >= shape.samples;
  const paths = Object.keys(before.fields);
  const difference = {
    added: Object.keys(now.fields).filter(
      (path) =>
        !before.fields[path] &&
        all(now, now.fields[path]?.seen ?? 0) &&
        // Within something that was often there: a first refund brings its own fields along.
        (parentOf(path) === "" || (before.fields[parentOf(path)]?.filled ?? 0) >= SAMPLES_BEFORE),
    ),
    missing: paths.filter(
      (path) => all(before, before.fields[path]?.seen ?? 0) && !now.fields[path],
    ),
    emptied: paths.filter((path) => {
      const field = now.fields[path];
      return field && all(before, before.fields[path]?.filled ?? 0) && field.filled === 0;
    }),
    retyped: paths.filter((path) => {
      const known = before.fields[path]?.types ?? [];
      const types = now.fields[path]?.types ?? [];
      return known.length > 0 && types.some((type) => !known.includes(type));
    }),
  };
  const topmost = (list: string[]) => list.filter((path) => !list.includes(parentOf(path)));
  const shown = {
    added: topmost(difference.added),
    missing: topmost(difference.missing),
    emptied: topmost(difference.emptied),
    retyped: difference.retyped,
  };
  return Object.values(shown).some((list) => list.length > 0) ? shown : undefined;
}

function parentOf(path: string): string {
  const dot = path.lastIndexOf(".");
  return dot < 0 ? "" : path.slice(0, dot).replace(/(\[\])+$/, "");
}

function isFilled(value: Json): boolean {
  if (value === null || value === "") return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== "object" || Object.keys(value).length > 0;
}
