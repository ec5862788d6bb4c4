/** Names of values that no log line may hold, wherever they lie below the line itself. */
const SECRET: ReadonlySet<string> = new Set([
  "accessToken",
  "refreshToken",
  "authorization",
  "headers",
  "body",
  "id_token",
  "response",
  "session",
]);
const DEEPEST = 5;

/**
 * A log line without what slipped into an object in it. Lines of ids, codes and counts, which are
 * nearly all, come back as they are: pino's own redaction takes twice as long as writing the line.
 */
export function withoutSecrets(line: Record<string, unknown>): Record<string, unknown> {
  for (const name in line) {
    if (isObject(line[name])) return cut(line, 0);
  }
  return line;
}

/** What tells an error, and nothing else. */
const OF_ERRORS = ["type", "message", "code", "name", "severity", "stack"];

/**
 * What pino's serializer made of an error, without what errors carry along: the driver's hold the
 * whole connection with its password, and the row that was refused.
 */
export function errorWithoutSecrets(error: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(error).filter(([name, value]) => OF_ERRORS.includes(name) && !isObject(value)),
  );
}

function cut(value: Record<string, unknown>, depth: number): Record<string, unknown> {
  const kept = Object.entries(value).map(([name, each]) => {
    if (depth > 0 && SECRET.has(name)) return [name, "[removed]"];
    if (!isObject(each)) return [name, each];
    return [name, depth < DEEPEST ? cut(each, depth + 1) : "[removed]"];
  });
  return Object.fromEntries(kept) as Record<string, unknown>;
}

/** Errors have a serializer of their own; lists and dates hold nothing named. */
function isObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Error) &&
    !(value instanceof Date)
  );
}
