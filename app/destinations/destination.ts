import { type AllowList, checkOutgoingUrl } from "./outgoing-address.ts";

/** One system of the merchant's that should get events. */
export type Destination = Readonly<{
  shopId: string;
  id: string;
  kind: DestinationKind;
  name: string;
  state: DestinationState;
  /** Why it is not active, as a short code: `person`, `gone`. */
  stateReason: string | undefined;
  stateAt: Date;
  settings: HttpSettings;
  /** Topics it wants; empty: every topic. */
  topics: readonly string[];
  onDeadLetter: OnDeadLetter;
  maxAgeSeconds: number;
  /** Requests at once, at most. */
  concurrency: number;
  createdAt: Date;
  updatedAt: Date;
}>;

export type DestinationKind = "http";
export type DestinationState = "active" | "paused" | "disabled" | "deleted";
/** Whether a dead letter frees its lane for what comes after it, or holds it for a person. */
export type OnDeadLetter = "free" | "hold";

/** What the kind `http` needs; nothing secret. */
export type HttpSettings = Readonly<{
  url: string;
  /** Also send X-Shopify-Hmac-Sha256, made with the destination's own secret. */
  shopifyHmac?: boolean;
}>;

/** Newest first; every one of them signs until it is taken out. */
export type DestinationSecrets = Readonly<{
  signing: readonly SigningSecret[];
}>;
/** `secret` is `whsec_` and base64; `since` an ISO time. */
export type SigningSecret = Readonly<{ secret: string; since: string }>;

/** What a person may choose for an HTTP destination. */
export type HttpDestinationValues = Readonly<{
  name: string;
  settings: HttpSettings;
  topics: readonly string[];
  onDeadLetter: OnDeadLetter;
  maxAgeSeconds: number;
  concurrency: number;
}>;

/** The fields of the form, as typed; those left out take their defaults. */
export type HttpDestinationForm = Readonly<{
  name?: string;
  url?: string;
  shopifyHmac?: boolean;
  topics?: readonly string[];
  onDeadLetter?: string;
  maxAgeHours?: string | number;
  concurrency?: string | number;
}>;

export type FieldErrors = Readonly<Partial<Record<keyof HttpDestinationForm, string>>>;

export type DestinationValidation =
  | Readonly<{ ok: true; values: HttpDestinationValues }>
  | Readonly<{ ok: false; errors: FieldErrors }>;

const DEFAULT_MAX_AGE_HOURS = 72;
const LONGEST_MAX_AGE_HOURS = 30 * 24;
const DEFAULT_CONCURRENCY = 16;
const HIGHEST_CONCURRENCY = 500;

/**
 * Checks what a person typed for an HTTP destination. The errors say what to do. Names are looked
 * up later (`checkDestinationHost`), since this file does no I/O.
 */
export function validateHttpDestination(
  form: HttpDestinationForm,
  { allowPrivate }: { allowPrivate: AllowList },
): DestinationValidation {
  const errors: Partial<Record<keyof HttpDestinationForm, string>> = {};

  const name = form.name?.trim() ?? "";
  if (name === "") errors.name = "Enter a name, such as the system it stands for.";
  else if (name.length > 100) errors.name = "Use at most 100 characters.";

  const address = checkOutgoingUrl(form.url?.trim() ?? "", allowPrivate);
  if (!address.ok) errors.url = address.message;

  const topics = [...new Set((form.topics ?? []).map((topic) => topic.trim()))];
  const wrongTopic = topics.find((topic) => !/^[a-z_]+(\/[a-z_]+)+$/.test(topic));
  if (wrongTopic !== undefined) {
    errors.topics = `Remove “${wrongTopic}”, or write it like orders/create.`;
  }

  const onDeadLetter = form.onDeadLetter ?? "free";
  if (onDeadLetter !== "free" && onDeadLetter !== "hold") {
    errors.onDeadLetter = "Choose whether later events wait for one that cannot be delivered.";
  }

  const hours = wholeNumber(form.maxAgeHours, DEFAULT_MAX_AGE_HOURS, LONGEST_MAX_AGE_HOURS);
  if (hours === undefined) {
    errors.maxAgeHours = `Enter whole hours from 1 to ${LONGEST_MAX_AGE_HOURS}.`;
  }
  const concurrency = wholeNumber(form.concurrency, DEFAULT_CONCURRENCY, HIGHEST_CONCURRENCY);
  if (concurrency === undefined) {
    errors.concurrency = `Enter a whole number from 1 to ${HIGHEST_CONCURRENCY}.`;
  }

  if (!address.ok || hours === undefined || concurrency === undefined) return { ok: false, errors };
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return {
    ok: true,
    values: {
      name,
      settings: { url: address.url.href, shopifyHmac: form.shopifyHmac ?? false },
      topics,
      onDeadLetter: onDeadLetter === "hold" ? "hold" : "free",
      maxAgeSeconds: hours * 3_600,
      concurrency,
    },
  };
}

function wholeNumber(
  typed: string | number | undefined,
  fallback: number,
  highest: number,
): number | undefined {
  const text = String(typed ?? "").trim();
  if (text === "") return fallback;
  const number = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= highest ? number : undefined;
}
