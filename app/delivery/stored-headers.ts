type Pair = readonly [name: string, value: string];

/** Headers of an event as the log holds them; never an HMAC, whatever was stored. */
export function storedHeaders(stored: unknown): Pair[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((pair: unknown): Pair[] => {
    if (!Array.isArray(pair)) return [];
    const [name, value] = pair as unknown[];
    if (typeof name !== "string" || typeof value !== "string") return [];
    return /hmac/i.test(name) ? [] : [[name, value]];
  });
}

const MOST_HEADERS = 60;
const LONGEST_VALUE = 1_000;
const LONGEST_TEXT = 8_192;
/** What a destination gives away about sessions is no business of whoever reads the attempt. */
const KEPT_OUT = /cookie|authorization|token|secret/i;

/**
 * Headers of an answer as they are kept: few, short, without credentials and without NUL, which
 * PostgreSQL's JSON cannot hold.
 */
export function storedHeadersText(headers: readonly Pair[]): string {
  const kept: Pair[] = [];
  let size = 0;
  for (const [name, value] of headers.slice(0, MOST_HEADERS)) {
    const shown = KEPT_OUT.test(name) ? "[not kept]" : value.slice(0, LONGEST_VALUE);
    size += name.length + shown.length;
    if (size > LONGEST_TEXT) break;
    kept.push([withoutNul(name), withoutNul(shown)]);
  }
  return JSON.stringify(kept);
}

function withoutNul(text: string): string {
  // Lone surrogates and NUL are valid JavaScript text but no valid JSON for PostgreSQL.
  return text.replaceAll("\0", "").toWellFormed();
}
