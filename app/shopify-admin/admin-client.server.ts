import { setTimeout as wait } from "node:timers/promises";
import type { z } from "zod";
import { log } from "#app/log.server.ts";
import { API_VERSION } from "#app/shopify.server.ts";
import type { AdminFailure, AdminOutcome } from "./admin-outcome.ts";
import { type Envelope, hasUserErrors, readAnswer } from "./answer.ts";
import { type CallResult, countCall } from "./call-count-store.server.ts";
import { offlineToken, tokenInsteadOf } from "./offline-token.server.ts";
import {
  type CallCost,
  type CallMeter,
  retryAfterWait,
  throttledWait,
  unreachableWait,
} from "./throttle.ts";

/** One document with the shape of its answer. Its text begins with `#graphql`. */
export type AdminDocument<T> = Readonly<{
  name: string;
  text: string;
  data: z.ZodType<T>;
}>;

export type AdminCallOptions = Readonly<{
  /** Time for the call with all its tries, in milliseconds (default 20 s). */
  withinMs?: number;
  /** Is told what each try cost, and may hold the next one back. */
  meter?: CallMeter;
}>;

const ANSWER_WITHIN_MS = 10_000;
const UNANSWERED_TRIES = 3;

/** Shopify turned the document itself down, or answered in another shape: a fault of ours. */
export class AdminDocumentError extends Error {
  override readonly name = "AdminDocumentError";
}

/**
 * Calls the Admin API with the shop's offline token. Waits and tries again when Shopify limits or
 * does not answer, so a mutation handed to it must be safe to repeat. Decides nothing else.
 * @param shopDomain `something.myshopify.com`, from our own rows: the token is sent there
 * @throws AdminDocumentError when the document or its answer does not fit the API version.
 */
export async function callAdmin<T>(
  shopDomain: string,
  document: AdminDocument<T>,
  variables: Readonly<Record<string, unknown>> = {},
  options: AdminCallOptions = {},
): Promise<AdminOutcome<T>> {
  const until = Date.now() + (options.withinMs ?? 20_000);
  let access = await offlineToken(shopDomain);
  let renewed = false;
  for (let tries = 0, unanswered = 0; ; tries += 1) {
    if (access.kind !== "ok") return access;
    const settle = await options.meter?.ready();
    const limit = Math.max(1, Math.min(ANSWER_WITHIN_MS, until - Date.now()));
    const result = await tryOnce(shopDomain, access.token, document, variables, tries, limit);
    settle?.(result.cost);
    await countCall(shopDomain, document.name, resultOf(result), result.cost?.actual ?? 0);
    if (result.kind === "answered") return readData(document, result.envelope);
    if (result.kind === "stop") {
      if (result.failure.kind !== "refused" || result.failure.status !== 401 || renewed) {
        return report(document, shopDomain, result.failure);
      }
      // The token may have been replaced by a process beside us, or may still be refreshed.
      renewed = true;
      const refused = access.token;
      access = await tokenInsteadOf(refused, shopDomain);
      if (access.kind === "ok" && access.token === refused) return result.failure;
      continue;
    }
    if (result.failure.kind === "unreachable") unanswered += 1;
    if (unanswered >= UNANSWERED_TRIES || Date.now() + result.waitMs > until) {
      return report(document, shopDomain, result.failure);
    }
    await wait(result.waitMs);
  }
}

type Try = Readonly<{ cost?: CallCost | undefined }> &
  (
    | Readonly<{ kind: "answered"; envelope: Envelope }>
    | Readonly<{ kind: "again"; waitMs: number; failure: AdminFailure }>
    | Readonly<{ kind: "stop"; failure: AdminFailure }>
  );

async function tryOnce(
  shopDomain: string,
  token: string,
  document: AdminDocument<unknown>,
  variables: Readonly<Record<string, unknown>>,
  earlierTries: number,
  withinMs: number,
): Promise<Try> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`https://${shopDomain}/admin/api/${API_VERSION}/graphql.json`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json",
        "x-shopify-access-token": token,
      },
      body: JSON.stringify({ query: document.text, variables }),
      redirect: "error",
      signal: AbortSignal.timeout(withinMs),
    });
    text = await response.text();
  } catch (error) {
    return again(unreachableWait(earlierTries), { kind: "unreachable", because: causeOf(error) });
  }
  switch (response.status) {
    case 200:
      return readBody(text, earlierTries);
    case 401:
    case 403:
      return stop({ kind: "refused", because: "token-refused", status: response.status });
    case 402:
    case 404:
    case 423:
      return stop({ kind: "refused", because: "shop-unavailable", status: response.status });
    case 429:
    case 503: {
      const waitMs = retryAfterWait(
        response.headers.get("retry-after"),
        throttledWait(undefined, undefined, earlierTries),
      );
      return again(waitMs, { kind: "throttled", retryAfterMs: waitMs });
    }
    case 400:
      throw new AdminDocumentError(`Shopify cannot read the request ${document.name}`);
    default:
      return again(unreachableWait(earlierTries), {
        kind: "unreachable",
        because: `status ${response.status}`,
      });
  }
}

function readBody(text: string, earlierTries: number): Try {
  const answer = readAnswer(text);
  switch (answer.kind) {
    case "answered":
      return { ...answer, cost: costOf(answer.envelope) };
    case "throttled": {
      const { cost: requested, status } = answer;
      const waitMs = throttledWait(requested, status, earlierTries);
      const limited = again(waitMs, { kind: "throttled", retryAfterMs: waitMs });
      return { ...limited, cost: { requested, actual: 0, status, throttled: true } };
    }
    case "access-denied":
      return stop({ kind: "refused", because: "access-denied" });
    case "fault":
      return again(unreachableWait(earlierTries), { kind: "unreachable", because: answer.because });
    case "invalid":
      throw new AdminDocumentError(`Shopify turned a document down: ${answer.message}`);
  }
}

function costOf({ extensions }: Envelope): CallCost | undefined {
  const cost = extensions?.cost;
  if (!cost) return undefined;
  const { requestedQueryCost: requested, actualQueryCost, throttleStatus: status } = cost;
  return { requested, actual: actualQueryCost ?? requested ?? 0, status, throttled: false };
}

function resultOf(result: Try): CallResult {
  if (result.kind !== "answered") return result.failure.kind;
  return hasUserErrors(result.envelope) ? "user-error" : "success";
}

function readData<T>(document: AdminDocument<T>, { data }: Envelope): AdminOutcome<T> {
  const parsed = document.data.safeParse(data);
  if (parsed.success) return { kind: "ok", data: parsed.data };
  // Only where it differs: the answer itself may hold personal data.
  const paths = parsed.error.issues.map(({ path }) => path.join("."));
  throw new AdminDocumentError(`unexpected answer to ${document.name} at ${paths.join(", ")}`);
}

function again(waitMs: number, failure: AdminFailure): Try {
  return { kind: "again", waitMs, failure };
}

function stop(failure: AdminFailure): Try {
  return { kind: "stop", failure };
}

function report(document: AdminDocument<unknown>, shop: string, failure: AdminFailure) {
  log.warn({ shop, call: document.name, ...failure }, "an Admin API call failed");
  return failure;
}

/** A code such as ECONNREFUSED or TimeoutError, never the message: it may hold an address. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const { cause } = error;
  if (cause instanceof Error && "code" in cause) return String(cause.code);
  return error.name;
}
