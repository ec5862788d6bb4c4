import type {
  CredentialChange,
  FormContext,
  FormValues,
  KindDescription,
  KindSettings,
} from "./destination-kind.ts";

/** One system of the merchant's that should get events. */
export type Destination = Readonly<{
  shopId: string;
  id: string;
  kind: KindName;
  name: string;
  state: DestinationState;
  /** Why it is not active, as a short code: `person`, `gone`. */
  stateReason: string | undefined;
  stateAt: Date;
  /** What its kind needs; nothing secret. */
  settings: KindSettings;
  /** Topics it wants; empty: every topic. */
  topics: readonly string[];
  onDeadLetter: OnDeadLetter;
  maxAgeSeconds: number;
  /** Requests at once, at most. */
  concurrency: number;
  /** Deliveries a second, at most; undefined: no limit. */
  ratePerSecond: number | undefined;
  /** `open`: it fails, and gets nothing but a probe. `ramping`: it is back, and gets more every second. */
  breaker: Breaker;
  /** Nothing is sent before. */
  heldUntil: Date | undefined;
  /** Why not: `failing`, or what the destination itself said. */
  heldReason: string | undefined;
  createdAt: Date;
  updatedAt: Date;
}>;

export type KindName = "http" | "hubspot";
export type Breaker = "closed" | "open" | "ramping";
export type DestinationState = "active" | "paused" | "disabled" | "deleted";
/** Whether a dead letter frees its lane for what comes after it, or holds it for a person. */
export type OnDeadLetter = "free" | "hold";

export type DestinationSecrets = Readonly<{
  /** Newest first; every one of them signs until it is taken out. */
  signing: readonly SigningSecret[];
  /** What the kind signs in with, by the names its form gives them. */
  credentials?: Readonly<Record<string, string>>;
}>;
/** `secret` is `whsec_` and base64; `since` an ISO time. */
export type SigningSecret = Readonly<{ secret: string; since: string }>;

/** What a person may choose for a destination of any kind. */
export type DestinationValues = Readonly<{
  kind: KindName;
  name: string;
  settings: KindSettings;
  topics: readonly string[];
  onDeadLetter: OnDeadLetter;
  maxAgeSeconds: number;
  concurrency: number;
  ratePerSecond?: number | null;
}>;

/** The fields of the form, as typed; those left out take their defaults. */
export type DestinationForm = Readonly<{
  name?: string;
  topics?: readonly string[];
  onDeadLetter?: string;
  maxAgeHours?: string | number;
  concurrency?: string | number;
  /** Empty: no limit. */
  ratePerSecond?: string | number;
  /** The kind's own fields. */
  fields: FormValues;
}>;

/** By field: the general ones, and the kind's own by their names. */
export type FieldErrors = Readonly<Record<string, string>>;

export type DestinationValidation =
  | Readonly<{ ok: true; values: DestinationValues; credentials: CredentialChange }>
  | Readonly<{ ok: false; errors: FieldErrors }>;

const DEFAULT_MAX_AGE_HOURS = 72;
const LONGEST_MAX_AGE_HOURS = 30 * 24;
const DEFAULT_CONCURRENCY = 16;
const HIGHEST_CONCURRENCY = 500;
const HIGHEST_RATE = 10_000;

/**
 * Checks what a person typed. The errors say what to do. What needs a look at the network is left
 * to the kind's adapter, since this file does no I/O.
 */
export function validateDestination(
  kind: KindName,
  description: KindDescription,
  form: DestinationForm,
  context: FormContext,
): DestinationValidation {
  const own = description.readForm(form.fields, context);
  const errors: Record<string, string> = own.ok ? {} : { ...own.errors };

  const name = form.name?.trim() ?? "";
  if (name === "") errors["name"] = "Enter a name, such as the system it stands for.";
  else if (name.length > 100) errors["name"] = "Use at most 100 characters.";

  const topics = [...new Set((form.topics ?? []).map((topic) => topic.trim()))];
  const wrongTopic = topics.find((topic) => !/^[a-z_]+(\/[a-z_]+)+$/.test(topic));
  if (wrongTopic !== undefined) {
    errors["topics"] = `Remove “${wrongTopic}”, or write it like orders/create.`;
  }

  const onDeadLetter = form.onDeadLetter ?? "free";
  if (onDeadLetter !== "free" && onDeadLetter !== "hold") {
    errors["onDeadLetter"] = "Choose whether later events wait for one that cannot be delivered.";
  }

  const hours = wholeNumber(form.maxAgeHours, DEFAULT_MAX_AGE_HOURS, LONGEST_MAX_AGE_HOURS);
  if (hours === undefined) {
    errors["maxAgeHours"] = `Enter whole hours from 1 to ${LONGEST_MAX_AGE_HOURS}.`;
  }
  const concurrency = wholeNumber(form.concurrency, DEFAULT_CONCURRENCY, HIGHEST_CONCURRENCY);
  if (concurrency === undefined) {
    errors["concurrency"] = `Enter a whole number from 1 to ${HIGHEST_CONCURRENCY}.`;
  }

  const rate = readRate(form.ratePerSecond);
  if (rate === undefined) {
    errors["ratePerSecond"] =
      `Enter a number from 0.01 to ${HIGHEST_RATE}, or leave it empty for no limit.`;
  }

  if (!own.ok || rate === undefined || hours === undefined || concurrency === undefined)
    return { ok: false, errors };
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return {
    ok: true,
    credentials: own.credentials,
    values: {
      kind,
      name,
      settings: own.settings,
      topics,
      onDeadLetter: onDeadLetter === "hold" ? "hold" : "free",
      maxAgeSeconds: hours * 3_600,
      concurrency,
      ratePerSecond: rate,
    },
  };
}

/** @returns null for no limit; undefined when it cannot be read. */
function readRate(typed: string | number | undefined): number | null | undefined {
  const text = String(typed ?? "")
    .trim()
    .replace(",", ".");
  if (text === "") return null;
  const rate = /^\d{1,5}(?:\.\d{1,2})?$/.test(text) ? Number(text) : 0;
  return rate >= 0.01 && rate <= HIGHEST_RATE ? rate : undefined;
}

/** The secrets after a change of credentials. */
export function withCredentials(
  secrets: DestinationSecrets,
  { set, keep }: CredentialChange,
): DestinationSecrets {
  const kept = Object.entries(secrets.credentials ?? {}).filter(([name]) => keep.includes(name));
  return { ...secrets, credentials: { ...Object.fromEntries(kept), ...set } };
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
