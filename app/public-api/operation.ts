import type { z } from "zod";
import type { Scope } from "./scope.ts";
import type { ProblemCode } from "./problem.ts";

/** Who asks, as the token says: nothing of it comes from the request. */
export type Caller = Readonly<{
  shopId: string;
  tokenId: string;
  /** For the audit trail. */
  actor: string;
}>;

export type Call<Query, Body> = Readonly<{
  caller: Caller;
  /** Ids of the path, each one valid as such. */
  params: Readonly<Record<string, string>>;
  query: Query;
  body: Body;
  /** Aborted when the caller has gone. */
  signal: AbortSignal;
}>;

/** One thing the API can do. Requests are checked by it, and the description is written from it. */
export type Operation = Readonly<{
  id: string;
  method: "GET" | "POST" | "DELETE";
  /** Below `/api/v1`, with `{name}` where an id stands. */
  path: string;
  summary: string;
  description?: string;
  /** All of them are needed. */
  scopes: readonly Scope[];
  query?: z.ZodObject;
  body?: z.ZodType;
  answer: Answer;
  /** Beside those that every operation can have. */
  problems?: readonly ProblemCode[];
  run: (call: Call<unknown, unknown>) => Promise<unknown>;
}>;

export type Answer =
  | Readonly<{ status: 200 | 201 | 202; description: string; schema: z.ZodType }>
  | Readonly<{ status: 204; description: string }>
  /** `run` gives a `Response` of its own. */
  | Readonly<{ status: 200; description: string; contentTypes: readonly string[] }>;

type Typed<Q extends z.ZodObject, B extends z.ZodType, A extends Answer> = Omit<
  Operation,
  "query" | "body" | "answer" | "run"
> &
  Readonly<{
    query?: Q;
    body?: B;
    answer: A;
    run: (call: Call<z.output<Q>, z.output<B>>) => Promise<Result<A>>;
  }>;

type Result<A> = A extends { schema: infer S extends z.ZodType }
  ? z.input<S>
  : A extends { contentTypes: unknown }
    ? Response
    : void;

/** Binds the types of query, body and answer to what `run` takes and gives. */
export function operation<Q extends z.ZodObject, B extends z.ZodType, const A extends Answer>(
  typed: Typed<Q, B, A>,
): Operation {
  return typed as unknown as Operation;
}
