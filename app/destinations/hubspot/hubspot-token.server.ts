import { z } from "zod";
import type { JsonHttp } from "../crm/json-http.server.ts";
import type { CrmAnswer } from "../crm/vendor.ts";
import { renewCredentials } from "../credentials-store.server.ts";
import type { SendTarget } from "../destination-kind.ts";
import { callFailure } from "./hubspot-errors.ts";
import type { HubSpotSettings } from "./hubspot-description.ts";

/** A token is traded for a new one this long before its end. */
const RENEW_BEFORE_MS = 60_000;
/** HubSpot's OAuth tokens live for half an hour; assumed when an answer does not say. */
const USUAL_LIFETIME_S = 1_800;

const tokens = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.number().positive().optional(),
});

/** Access tokens of destinations, renewed once for all processes. */
export type HubSpotTokens = Readonly<{
  /** @param refused a token that HubSpot did not take any more */
  find: (
    target: SendTarget<HubSpotSettings>,
    signal: AbortSignal,
    refused?: string,
  ) => Promise<CrmAnswer<string>>;
}>;

type Stored = Readonly<Record<string, string>>;
/** What stopped a renewal; thrown so that nothing is stored. */
class NotRenewed extends Error {
  readonly answer: Extract<CrmAnswer<never>, { ok: false }>;
  constructor(answer: Extract<CrmAnswer<never>, { ok: false }>) {
    super("the token could not be renewed");
    this.answer = answer;
  }
}

export function createHubSpotTokens(http: JsonHttp, apiUrl: string): HubSpotTokens {
  /** Newest token of each destination; what a worker holds of its secrets may be older. */
  const newest = new Map<string, Stored>();

  async function renew(
    target: SendTarget<HubSpotSettings>,
    stored: Stored,
    signal: AbortSignal,
    refused: string | undefined,
  ): Promise<Stored> {
    // Another process was first.
    if (usable(stored, refused)) return stored;
    const result = await http.call(
      {
        method: "POST",
        url: `${apiUrl}/oauth/v1/token`,
        headers: {},
        body: new URLSearchParams({
          grant_type: "refresh_token",
          client_id: target.settings.clientId ?? "",
          client_secret: stored["clientSecret"] ?? "",
          refresh_token: stored["refreshToken"] ?? "",
        }),
      },
      signal,
    );
    const parsed = result.type === "answer" ? tokens.safeParse(result.json) : undefined;
    if (result.type === "answer" && result.status === 200 && parsed?.success) {
      const { access_token, refresh_token, expires_in } = parsed.data;
      const lifetimeMs = (expires_in ?? USUAL_LIFETIME_S) * 1_000;
      return {
        ...stored,
        accessToken: access_token,
        accessTokenEnds: new Date(Date.now() + lifetimeMs).toISOString(),
        ...(refresh_token !== undefined && { refreshToken: refresh_token }),
      };
    }
    if (result.type === "answer" && [400, 401, 403].includes(result.status)) {
      const cause = "refresh_token_refused";
      // The answer of a token endpoint is never kept: it may hold a token.
      throw new NotRenewed({ ok: false, why: "judged", outcome: "misconfigured", cause });
    }
    const failure = callFailure(result, 0);
    if (failure.why !== "judged") throw new NotRenewed(failure);
    throw new NotRenewed({ ok: false, why: "judged", outcome: "retry", cause: "token_endpoint" });
  }

  return {
    find: async (target, signal, refused) => {
      const credentials = target.secrets.credentials ?? {};
      if (target.settings.auth === "private") {
        return { ok: true, value: credentials["token"] ?? "" };
      }
      const { shopId, destinationId } = target;
      for (const held of [newest.get(destinationId ?? ""), credentials]) {
        if (held && usable(held, refused)) return { ok: true, value: held["accessToken"] ?? "" };
      }
      try {
        // Settings that are not saved yet have nowhere to keep a token.
        const renewed =
          destinationId === undefined
            ? await renew(target, credentials, signal, refused)
            : await renewCredentials(shopId, destinationId, (stored) =>
                renew(target, stored, signal, refused),
              );
        if (!renewed) {
          return { ok: false, why: "judged", outcome: "misconfigured", cause: "deleted" };
        }
        if (destinationId !== undefined) newest.set(destinationId, renewed);
        return { ok: true, value: renewed["accessToken"] ?? "" };
      } catch (error) {
        if (error instanceof NotRenewed) return error.answer;
        throw error;
      }
    },
  };
}

function usable(stored: Stored, refused: string | undefined): boolean {
  const { accessToken, accessTokenEnds } = stored;
  if (accessToken === undefined || accessToken === refused) return false;
  return Date.parse(accessTokenEnds ?? "") - RENEW_BEFORE_MS > Date.now();
}
