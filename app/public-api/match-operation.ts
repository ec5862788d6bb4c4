import { isId } from "#app/event-log/event-filter.ts";
import type { Operation } from "./operation.ts";

export type Match =
  | Readonly<{ kind: "found"; operation: Operation; params: Readonly<Record<string, string>> }>
  | Readonly<{ kind: "wrong-method"; allowed: readonly string[] }>
  | Readonly<{ kind: "none" }>;

/** Finds what a request asks for. @param path below `/api/v1`, such as `/events` */
export function matchOperation(
  operations: readonly Operation[],
  method: string,
  path: string,
): Match {
  const here = operations.flatMap((operation) => {
    const params = readParams(operation.path, path);
    return params ? [{ operation, params }] : [];
  });
  const found = here.find(({ operation }) => operation.method === method);
  if (found) return { kind: "found", ...found };
  const allowed = here.map(({ operation }) => operation.method);
  return allowed.length > 0 ? { kind: "wrong-method", allowed } : { kind: "none" };
}

/** @returns undefined when the path is another, or holds something else where an id stands. */
function readParams(template: string, path: string): Record<string, string> | undefined {
  const wanted = template.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const value = given[at] ?? "";
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined) {
      if (part !== value) return undefined;
    } else {
      if (!isId(value)) return undefined;
      params[name] = value;
    }
  }
  return params;
}
