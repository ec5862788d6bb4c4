/** What JSON can hold; numbers are kept as the text they were written as. */
export type Value = null | boolean | string | Value[] | Fields;
export type Fields = { [name: string]: Value };

type Reviver = (this: unknown, name: string, value: unknown, context: { source?: string }) => Value;

/**
 * Parses a payload with every number as its own text: ids beyond 2^53 keep their digits, and
 * amounts their decimals. Nothing here calculates with a number that was not read on purpose.
 * @returns undefined when it is no JSON object
 */
export function readPayload(body: Uint8Array): Fields | undefined {
  try {
    const value = (JSON.parse as (text: string, reviver: Reviver) => Value)(
      Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8"),
      (_name, value, { source }) =>
        typeof value === "number" ? (source ?? String(value)) : (value as Value),
    );
    return fields(value);
  } catch {
    return undefined;
  }
}

export function fields(value: Value | undefined): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
}

/** Text that is not empty. */
export function text(value: Value | undefined): string | undefined {
  if (typeof value !== "string") return undefined;
  const trimmed = value.trim();
  return trimmed === "" ? undefined : trimmed;
}

export function list(value: Value | undefined): Fields[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry) => {
    const object = fields(entry);
    return object ? [object] : [];
  });
}

/** Milliseconds since 1970 of an ISO time. */
export function time(value: Value | undefined): number | undefined {
  const at = Date.parse(text(value) ?? "");
  return Number.isNaN(at) ? undefined : at;
}

/** A whole number, 0 and up. */
export function count(value: Value | undefined): number {
  const written = text(value);
  return written !== undefined && /^\d{1,9}$/.test(written) ? Number(written) : 0;
}

/** `gid://shopify/Customer/123` → `123`. */
export function idOfGid(value: Value | undefined): string | undefined {
  return /\/(\d+)$/.exec(text(value) ?? "")?.[1];
}
