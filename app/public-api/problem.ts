/** What can be wrong with a request: its status, what it is called, and what to do about it. */
export const PROBLEMS = {
  "invalid-request": {
    status: 400,
    title: "The request is not valid",
    cure: "Change what is named in `errors` and send the request again.",
  },
  "missing-token": {
    status: 401,
    title: "The request has no token",
    cure: "Make a token in Rollcall under API tokens and send it as `Authorization: Bearer …`.",
  },
  "invalid-token": {
    status: 401,
    title: "The token does not work",
    cure: "It was revoked, has expired or belongs to an installation that has ended. Make a new one in Rollcall under API tokens.",
  },
  "missing-scope": {
    status: 403,
    title: "The token may not do this",
    cure: "Make a token in Rollcall under API tokens that has all `scopes` named here.",
  },
  "not-found": {
    status: 404,
    title: "There is nothing here",
    cure: "Check the address and the id. What another store holds is not found with this store’s token.",
  },
  "method-not-allowed": {
    status: 405,
    title: "This address does not take that method",
    cure: "Use one of the methods named in the header `Allow`.",
  },
  "not-possible-now": {
    status: 409,
    title: "This is not possible now",
    cure: "Do first what `detail` says.",
  },
  gone: {
    status: 410,
    title: "This is no longer there",
    cure: "It was erased or has run out, and does not come back.",
  },
  "body-too-large": {
    status: 413,
    title: "The body is too large",
    cure: "Send at most 64 KiB.",
  },
  "not-json": {
    status: 415,
    title: "The body is not JSON",
    cure: "Send JSON with the header `Content-Type: application/json`.",
  },
  "too-many-requests": {
    status: 429,
    title: "This token asks too often",
    cure: "Wait as many seconds as the header `Retry-After` says.",
  },
  "our-fault": {
    status: 500,
    title: "Rollcall could not answer",
    cure: "Try again in a minute. Nothing is wrong with the request.",
  },
} as const satisfies Record<string, { status: number; title: string; cure: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** Members beside those of RFC 9457. */
export type ProblemDetail = Readonly<{
  detail?: string;
  errors?: readonly Readonly<{ at: string; message: string }>[];
  scopes?: readonly string[];
}>;

/** Thrown by an operation; becomes the answer. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly code: ProblemCode;
  readonly more: ProblemDetail;

  constructor(code: ProblemCode, more: ProblemDetail = {}) {
    super(code);
    this.code = code;
    this.more = more;
  }
}

/** Where a problem's `type` leads. @param appUrl the app's public address */
export function problemType(code: ProblemCode, appUrl: URL): string {
  return new URL(`/api/v1/problems/${code}`, appUrl).href;
}

/** An answer of RFC 9457 (Problem Details for HTTP APIs). */
export function problemResponse(
  { code, more }: Readonly<{ code: ProblemCode; more: ProblemDetail }>,
  appUrl: URL,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const { status, title, cure } = PROBLEMS[code];
  const body = { type: problemType(code, appUrl), title, status, detail: cure, ...more };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...headers,
    },
  });
}
