import type { z } from "zod";
import type { Operation } from "./operation.ts";
import { ApiProblem } from "./problem.ts";

const MOST_BYTES = 65_536;

/**
 * The parameters of the address, as the operation takes them.
 * @throws ApiProblem that names each one that is not valid
 */
export function readQuery({ query }: Operation, params: URLSearchParams): unknown {
  const names = [...params.keys()];
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) {
    throw invalid([{ at: twice, message: "Give it once, with commas between its values." }]);
  }
  if (query) return checked(query, Object.fromEntries(params));
  const [first] = names;
  if (first === undefined) return {};
  throw invalid([{ at: first, message: "Leave it out: nothing is chosen here." }]);
}

/**
 * The body, when the operation takes one.
 * @throws ApiProblem
 */
export async function readBody({ body }: Operation, request: Request): Promise<unknown> {
  if (!body) return undefined;
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\s*(?:;|$)/i.test(type)) throw new ApiProblem("not-json");
  return checked(body, parse(await readText(request)));
}

/** Stops reading once it is too long, whatever the request said of its length. */
async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
    size += read.value.length;
    if (size > MOST_BYTES) {
      await reader?.cancel();
      throw new ApiProblem("body-too-large");
    }
    chunks.push(read.value);
  }
  return Buffer.concat(chunks).toString();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid([{ at: "body", message: "Write it as JSON." }]);
  }
}

function checked(schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(
    result.error.issues.flatMap((issue) => {
      const at = issue.path.join(".") || "body";
      if (issue.code !== "unrecognized_keys") return [{ at, message: issue.message }];
      return issue.keys.map((name) => ({
        at: name.slice(0, 100),
        message: "Leave it out: it is not known.",
      }));
    }),
  );
}

function invalid(errors: readonly { at: string; message: string }[]): ApiProblem {
  return new ApiProblem("invalid-request", { errors: errors.slice(0, 20) });
}
