import { config } from "#app/config.server.ts";
import { log } from "#app/log.server.ts";
import { admitToken } from "./admit-token-system-store.server.ts";
import { matchOperation } from "./match-operation.ts";
import { describeApi } from "./openapi.ts";
import type { Caller, Operation } from "./operation.ts";
import { OPERATIONS } from "./operations.server.ts";
import { ApiProblem, type ProblemCode, PROBLEMS, problemResponse } from "./problem.ts";
import { readBody, readQuery } from "./read-input.server.ts";
import { bearerToken, hashToken } from "./token-secret.server.ts";

const BASE = "/api/v1";
const { appUrl } = config.shopify;

/**
 * Answers a request of the public API: finds the operation, admits the token, checks scopes and
 * input, runs it. Whatever goes wrong is told as a problem (RFC 9457); nothing is thrown.
 */
export async function answerApiRequest(request: Request): Promise<Response> {
  try {
    return await answer(request);
  } catch (error) {
    if (error instanceof ApiProblem) return problemResponse(error, appUrl);
    if (!request.signal.aborted) log.error({ err: error }, "the public API could not answer");
    return problemResponse(new ApiProblem("our-fault"), appUrl);
  }
}

async function answer(request: Request): Promise<Response> {
  const url = new URL(request.url);
  const path = url.pathname.slice(BASE.length);
  const open = request.method === "GET" ? openAnswer(path) : undefined;
  if (open) return open;

  const match = matchOperation(OPERATIONS, request.method, path);
  if (match.kind === "none") throw new ApiProblem("not-found");
  if (match.kind === "wrong-method") {
    return problemResponse(new ApiProblem("method-not-allowed"), appUrl, {
      allow: match.allowed.join(", "),
    });
  }
  const { operation, params } = match;
  const admitted = await admit(request);
  if (admitted instanceof Response) return admitted;
  const missing = operation.scopes.filter((scope) => !admitted.scopes.includes(scope));
  if (missing.length > 0) throw new ApiProblem("missing-scope", { scopes: operation.scopes });

  const query = readQuery(operation, url.searchParams);
  const body = await readBody(operation, request);
  const { caller } = admitted;
  return respond(
    operation,
    await operation.run({ caller, params, query, body, signal: request.signal }),
  );
}

/** What anyone may read: the description, and what each problem means. */
function openAnswer(path: string): Response | undefined {
  if (path === "/openapi.json") {
    return json(200, describeApi(OPERATIONS, appUrl), "public, max-age=300");
  }
  const code = /^\/problems\/([a-z-]+)$/.exec(path)?.[1] ?? "";
  if (!Object.hasOwn(PROBLEMS, code)) return undefined;
  return json(200, PROBLEMS[code as ProblemCode], "public, max-age=300");
}

async function admit(
  request: Request,
): Promise<Response | { caller: Caller; scopes: readonly string[] }> {
  const header = request.headers.get("authorization");
  const refuse = (code: ProblemCode, challenge: string) =>
    problemResponse(new ApiProblem(code), appUrl, { "www-authenticate": challenge });
  if (header === null) return refuse("missing-token", "Bearer");
  const secret = bearerToken(header);
  const admission = secret ? await admitToken(hashToken(secret)) : ({ kind: "refused" } as const);
  switch (admission.kind) {
    case "refused":
      return refuse("invalid-token", 'Bearer error="invalid_token"');
    case "limited":
      return problemResponse(new ApiProblem("too-many-requests"), appUrl, {
        "retry-after": String(admission.retryAfterSeconds),
      });
    case "admitted": {
      const { shopId, tokenId, scopes } = admission;
      return { caller: { shopId, tokenId, actor: `token:${tokenId}` }, scopes };
    }
  }
}

function respond({ answer: wanted }: Operation, result: unknown): Response {
  if (result instanceof Response) {
    result.headers.set("cache-control", "no-store");
    return result;
  }
  if (wanted.status === 204) return new Response(null, { status: 204 });
  return json(wanted.status, result, "no-store");
}

function json(status: number, body: unknown, cache: string): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", "cache-control": cache },
  });
}
