import type { JsonHttp, JsonRequest, JsonResult } from "../crm/json-http.server.ts";
import type { CrmAnswer } from "../crm/vendor.ts";
import type { SendTarget } from "../destination-kind.ts";
import type { HubSpotSettings } from "./hubspot-description.ts";
import { callFailure } from "./hubspot-errors.ts";
import type { HubSpotTokens } from "./hubspot-token.server.ts";

export type HubSpotAnswer = Extract<JsonResult, { type: "answer" }>;

/** Calls of one delivery to one account. */
export type HubSpotClient = Readonly<{
  /** @returns answers with a 2xx status; everything else is told as the failure it is */
  call: (
    method: JsonRequest["method"],
    path: string,
    body?: unknown,
  ) => Promise<CrmAnswer<HubSpotAnswer>>;
  /** How long to leave the account alone, when few calls are left of its ten seconds. */
  hold: () => { ms: number; reason: string } | undefined;
}>;

/** Calls left of an interval below which we pause: others use the account, too … */
const LOW_SHARE = 0.1;
/** … and a batch needs several calls, which are not to be cut off in the middle. */
const LOW_CALLS = 10;
const PAUSE_MS = 1_000;

export type Account = Readonly<{
  target: SendTarget<HubSpotSettings>;
  signal: AbortSignal;
  /** Milliseconds to the account's midnight. */
  untilMidnight: () => number;
}>;

export function hubSpotClient(
  { http, tokens, apiUrl }: { http: JsonHttp; tokens: HubSpotTokens; apiUrl: string },
  { target, signal, untilMidnight }: Account,
): HubSpotClient {
  let low = false;

  async function attempt(
    request: Omit<JsonRequest, "headers">,
    refused?: string,
  ): Promise<CrmAnswer<HubSpotAnswer>> {
    const token = await tokens.find(target, signal, refused);
    if (!token.ok) return token;
    const headers = { authorization: `Bearer ${token.value}` };
    const result = await http.call({ ...request, headers }, signal);
    if (result.type === "answer") low = low || nearLimit(result);
    if (result.type === "answer" && result.status >= 200 && result.status < 300) {
      if (result.status === 204 || result.json !== undefined) return { ok: true, value: result };
    }
    const expired = result.type === "answer" && result.status === 401;
    if (expired && target.settings.auth === "oauth" && refused === undefined) {
      return attempt(request, token.value);
    }
    return callFailure(result, untilMidnight());
  }

  return {
    call: (method, path, body) =>
      attempt({ method, url: `${apiUrl}${path}`, ...(body !== undefined && { body }) }),
    hold: () => (low ? { ms: PAUSE_MS, reason: "HubSpot’s limit of 10 seconds" } : undefined),
  };
}

function nearLimit({ headers }: HubSpotAnswer): boolean {
  const read = (name: string): number => {
    const value = headers.find(([header]) => header.toLowerCase() === name)?.[1];
    return Number(value ?? Number.NaN);
  };
  const most = read("x-hubspot-ratelimit-max");
  const left = read("x-hubspot-ratelimit-remaining");
  return most > 0 && left <= Math.max(most * LOW_SHARE, LOW_CALLS);
}
