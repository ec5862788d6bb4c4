import type { CrmFailure, CrmRawAnswer } from "../crm/vendor.ts";
import type { JsonResult } from "../crm/json-http.server.ts";

/** One error of HubSpot's: of a whole call, or of one record within a 207. */
export type HubSpotError = Readonly<{
  category?: string;
  message?: string;
  context?: Readonly<Record<string, readonly string[]>>;
}>;

const BURST_PAUSE_MS = 2_000;
/** HubSpot's own advice for a locked record or an account that is being moved. */
const RETRIED = new Set([408, 423, 425, 477]);

/**
 * Why a call as a whole was not done. @see https://developers.hubspot.com/docs/api/error-handling
 * @param untilMidnight milliseconds to the account's midnight, when its daily limit starts anew
 */
export function callFailure(result: JsonResult, untilMidnight: number): CrmFailure {
  if (result.type === "no_answer") {
    if (result.failure === "blocked_address") {
      return { ok: false, why: "judged", outcome: "misconfigured", cause: "blocked_address" };
    }
    return { ok: false, why: "no_answer", failure: result.failure, detail: result.detail };
  }
  const { status, json } = result;
  const body = bodyOf(json);
  const answer = rawAnswer(result);
  const judged = (outcome: "retry" | "misconfigured" | "rejected", cause: string): CrmFailure => ({
    ok: false,
    why: "judged",
    outcome,
    cause,
    answer,
  });
  if (status === 429) {
    return body.policyName === "DAILY"
      ? { ok: false, why: "limited", ms: untilMidnight, reason: "HubSpot’s daily limit" }
      : { ok: false, why: "limited", ms: BURST_PAUSE_MS, reason: "HubSpot’s limit of 10 seconds" };
  }
  if (status >= 500 || RETRIED.has(status)) return judged("retry", body.category ?? `${status}`);
  // An answer that is not HubSpot's: a proxy, a page of somebody else's.
  if (body.category === undefined && body.status === undefined) {
    return judged("retry", `not_understood_${status}`);
  }
  if (notSetUp(json as HubSpotError)) return judged("misconfigured", "not_set_up");
  if (status === 400 || status === 409) return judged("rejected", body.category ?? `${status}`);
  return judged("misconfigured", body.category ?? `${status}`);
}

/** Why one record of a batch was not written. */
export function recordFailure(error: HubSpotError, answer: CrmRawAnswer): CrmFailure {
  const wrong = settingsProblem(error);
  if (wrong !== undefined) {
    return { ok: false, why: "judged", outcome: "misconfigured", cause: wrong, answer };
  }
  const cause = error.category ?? "unknown";
  const outcome = ["VALIDATION_ERROR", "CONFLICT", "OBJECT_NOT_FOUND"].includes(cause)
    ? "rejected"
    : cause === "MISSING_SCOPES"
      ? "misconfigured"
      : "retry";
  return { ok: false, why: "judged", outcome, cause: causeOf(error, cause), answer };
}

const STAGES = new Set(["hs_pipeline", "hs_pipeline_stage", "pipeline", "dealstage"]);

/** What is wrong with the set-up or the settings, and not with the event. */
function settingsProblem(error: HubSpotError): string | undefined {
  if (notSetUp(error)) return "not_set_up";
  return invalidProperties(error).some(({ name }) => STAGES.has(name))
    ? "stage_missing"
    : undefined;
}

/** Our own fields are not there, or somebody made the key without unique values. */
function notSetUp(error: HubSpotError): boolean {
  return (
    /non-unique .*rollcall_key/.test(error.message ?? "") ||
    invalidProperties(error).some(
      ({ name, error: code }) => name.startsWith("rollcall_") && code === "PROPERTY_DOESNT_EXIST",
    )
  );
}

/** `VALIDATION_ERROR email:INVALID_EMAIL`: which field it is about, never its value. */
function causeOf(error: HubSpotError, cause: string): string {
  const [first] = invalidProperties(error);
  return first ? `${cause} ${first.name}:${first.error}` : cause;
}

/** The properties that HubSpot names in `Property values were not valid: […]`. */
export function invalidProperties({
  message,
}: HubSpotError): readonly Readonly<{ name: string; error: string }>[] {
  const packed = /^Property values were not valid: (\[.*\])$/s.exec(message ?? "")?.[1];
  if (packed === undefined) return [];
  try {
    const list: unknown = JSON.parse(packed);
    if (!Array.isArray(list)) return [];
    return list.flatMap((entry: { name?: unknown; error?: unknown }) =>
      typeof entry.name === "string"
        ? [{ name: entry.name, error: typeof entry.error === "string" ? entry.error : "INVALID" }]
        : [],
    );
  } catch {
    return [];
  }
}

/** `Contact already exists. Existing ID: 51`. */
export function existingContact({ category, message }: HubSpotError): string | undefined {
  return category === "CONFLICT" ? /Existing ID: (\d+)/.exec(message ?? "")?.[1] : undefined;
}

const KEPT_BYTES = 16_384;

export function rawAnswer(result: Extract<JsonResult, { type: "answer" }>): CrmRawAnswer {
  const { status, headers, raw } = result;
  return {
    status,
    headers,
    body: raw.subarray(0, KEPT_BYTES),
    bodyCut: raw.length > KEPT_BYTES,
  };
}

type ErrorBody = { category?: string; policyName?: string; status?: string };

export function bodyOf(json: unknown): ErrorBody {
  if (typeof json !== "object" || json === null) return {};
  const { category, policyName, status } = json as Record<string, unknown>;
  return {
    ...(typeof category === "string" && { category }),
    ...(typeof policyName === "string" && { policyName }),
    ...(typeof status === "string" && { status }),
  };
}
