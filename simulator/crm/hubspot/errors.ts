import { randomUUID } from "node:crypto";

/** An answer as HubSpot words it. */
export interface HubSpotAnswer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** One error, as it stands alone or within a 207. */
export interface HubSpotError {
  status: "error";
  category: string;
  message: string;
  context?: Record<string, string[]>;
}

const answer = (status: number, body: Record<string, unknown>): HubSpotAnswer => ({
  status,
  body: { status: "error", correlationId: randomUUID(), ...body },
});

export const noToken = () =>
  answer(401, {
    message:
      "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview",
    category: "INVALID_AUTHENTICATION",
  });

export const expiredToken = (seconds: number) =>
  answer(401, {
    message: `The OAuth token used to make this call expired ${seconds} second(s) ago.`,
    category: "EXPIRED_AUTHENTICATION",
  });

export const missingScopes = (scopes: string[]) =>
  answer(403, {
    message:
      "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.",
    errors: [
      {
        message: "One or more of the following scopes are required.",
        context: { requiredGranularScopes: scopes },
      },
    ],
    links: { scopes: "https://developers.hubspot.com/scopes" },
    category: "MISSING_SCOPES",
  });

export const burstLimit = () =>
  answer(429, {
    message: "You have reached your ten_secondly_rolling limit.",
    errorType: "RATE_LIMIT",
    policyName: "TEN_SECONDLY_ROLLING",
    groupName: "publicapi:private-apps-api-calls:calls-per-ten-seconds",
  });

export const dailyLimit = () =>
  answer(429, {
    message: "You have reached your daily limit.",
    errorType: "RATE_LIMIT",
    policyName: "DAILY",
    groupName: "publicapi:api-calls-daily",
  });

export const notFound = (message = "resource not found") =>
  answer(404, { message, category: "OBJECT_NOT_FOUND" });

export const validation = (message: string) =>
  answer(400, { message, category: "VALIDATION_ERROR" });

export const conflict = (message: string, category = "CONFLICT") =>
  answer(409, { message, category });

export const down = (status: number) => answer(status, { message: "internal error" });

interface PropertyError {
  name: string;
  error: string;
  message: string;
}

/** `Property values were not valid: […]`, as HubSpot packs one JSON into another. */
export function invalidProperties(errors: PropertyError[]): HubSpotError {
  const list = errors.map(({ name, error, message }) => ({
    isValid: false,
    message,
    error,
    name,
    localizedErrorMessage: message,
  }));
  return {
    status: "error",
    category: "VALIDATION_ERROR",
    message: `Property values were not valid: ${JSON.stringify(list)}`,
  };
}

/** What a single error is when it stands for the whole call. */
export function alone(error: HubSpotError): HubSpotAnswer {
  return answer(error.category === "CONFLICT" ? 409 : 400, { ...error });
}
