import type { DestinationSecrets } from "./destination.ts";
import type { AllowList } from "./outgoing-address.ts";

/**
 * What a kind of destination (an HTTP endpoint, a CRM, a cloud queue) is to the rest of the program.
 * The engine knows nothing else of it, and a kind knows nothing of lanes, leases and retries.
 *
 * A kind is written in two parts:
 *
 * - a **description** (`KindDescription`), pure: its name, its form, and how what was typed becomes
 *   settings. Pages and validation use it;
 * - an **adapter** (`DestinationAdapter`), in a `*.server.ts` file: it sends.
 *
 * Both are listed in `kind-descriptions.ts` and `destination-kinds.server.ts`, and the name in
 * `KindName`. Every kind has to pass `tests/setup/kind-conformance.ts`.
 *
 * ## What is promised to a kind
 *
 * - `deliver` is called for the head of a lane only: what is before it in the lane has come to its
 *   end. Deliveries of different lanes run at once, up to the destination's concurrency, and never
 *   more often than its rate limit.
 * - It is called again with the same `sendId` whenever its result was a failure or got lost in a
 *   crash. So every write must be an upsert, or carry `sendId` as its deduplication id.
 * - The call counts from the moment it is made; the destination's breaker, pause and limits have
 *   been looked at the moment before.
 *
 * ## What a kind promises
 *
 * - Everything a destination can do is a value (`SendResult`). Only faults of ours throw; then
 *   nothing is recorded, and the delivery is tried again when its lease has run out.
 * - It ends within `totalMs`, and at once with `no_answer`/`stopped` when the signal is aborted.
 * - It holds nothing of one destination where another one's calls can see it.
 * - No secret, token or body goes into a result, a log line or an error.
 */
export type DestinationAdapter<S extends KindSettings = KindSettings> = Readonly<{
  /** Milliseconds that one call of `deliver` or `batch.deliver` may take, at most 30,000. */
  totalMs: number;
  deliver(
    message: OutgoingMessage,
    target: SendTarget<S>,
    options: SendOptions,
  ): Promise<SendResult>;
  /**
   * For systems that take many records in one call. The engine then hands over what is waiting for
   * a free slot, heads of different lanes, up to `atMost`; it does not wait for more to come. One
   * call takes one slot of the concurrency, and one of the rate limit for each message. There is one
   * result for each message, in their order; a call that failed as a whole gives each of them the
   * same.
   */
  batch?: Readonly<{
    atMost: number;
    deliver(
      messages: readonly OutgoingMessage[],
      target: SendTarget<S>,
      options: SendOptions,
    ): Promise<readonly SendResult[]>;
  }>;
  /**
   * Whether these settings can work, as far as that can be told without sending an event: the
   * host's address, the token, the account. Before settings are saved.
   * @returns problems by field of the form, in words that say what to do; empty when there are none
   */
  check(target: SendTarget<S>, options: SendOptions): Promise<Readonly<Record<string, string>>>;
  /**
   * Makes ready what the other system must have before the first event: a unique property, a queue's
   * policy. After saving, and again on a person's word; what is there already is left alone.
   */
  setUp?(target: SendTarget<S>, options: SendOptions): Promise<SetUpResult>;
  /** What would be sent for this event, to be shown. Sends nothing. */
  preview?(message: OutgoingMessage, target: SendTarget<S>): Promise<Preview>;
  /** Lets go of connections, when the process ends. */
  close?(): Promise<void>;
}>;

/** One kind, as pages and validation see it. Pure. */
export type KindDescription<S extends KindSettings = KindSettings> = Readonly<{
  /** What people call it: `HTTP endpoint`, `HubSpot`. */
  title: string;
  /** The kind's own fields of the form, in their order. Name, topics and limits are everyone's. */
  fields: readonly KindField[];
  /**
   * Checks what was typed. No I/O: that is what the adapter's `check` is for. The field of a secret
   * that is stored already (`context.stored`) may be left empty, which keeps it.
   */
  readForm(form: FormValues, context: FormContext): KindForm<S>;
  /** The form's values for stored settings. Credentials are never written back into a form. */
  writeForm(settings: S): FormValues;
  /** Where events go, in one line: an address, an account, a queue. */
  place(settings: S): string;
  /** What a replay does there, in one or two sentences for whoever is about to start one. */
  replaySafety: string;
}>;

export type FormValues = Readonly<Record<string, string>>;
export type FormContext = Readonly<{ allowPrivate: AllowList; stored: readonly string[] }>;

export type KindForm<S extends KindSettings> =
  | Readonly<{ ok: true; settings: S; credentials: CredentialChange }>
  | Readonly<{ ok: false; errors: Readonly<Record<string, string>> }>;

/** `set`: as typed; `keep`: names of those that stay as they are stored. All others are forgotten. */
export type CredentialChange = Readonly<{
  set: Readonly<Record<string, string>>;
  keep: readonly string[];
}>;

export type KindField = Readonly<{
  name: string;
  label: string;
  /** `secret`: write-only. `mark`: "true" or "". `area`: several lines. */
  type: "text" | "url" | "secret" | "choice" | "mark" | "area";
  help?: string;
  placeholder?: string;
  required?: boolean;
  initial?: string;
  choices?: readonly Readonly<{ value: string; label: string }>[];
  /** Shown only while another field has one of these values. */
  when?: Readonly<{ field: string; is: readonly string[] }>;
}>;

/** What a kind keeps of a destination; nothing secret. */
export type KindSettings = Readonly<Record<string, unknown>>;

/** Of which destination a call is made. */
export type SendTarget<S extends KindSettings = KindSettings> = Readonly<{
  shopId: string;
  shopDomain: string;
  /** Undefined while it is not saved yet: nothing may be remembered under its name then. */
  destinationId: string | undefined;
  settings: S;
  /**
   * Signing secrets and credentials, decrypted. For tokens that are renewed see
   * `renewCredentials` in `credentials-store.server.ts`: one renewal at a time over all processes.
   */
  secrets: DestinationSecrets;
}>;

export type SendOptions = Readonly<{ signal?: AbortSignal }>;

/** What is to be brought to a destination: one event, with what the receiver should know of it. */
export type OutgoingMessage = Readonly<{
  /** The `webhook-id`: the same over every retry, and what a receiver dedupes on. */
  sendId: string;
  /** The lane: what has the same key goes in order (a FIFO group, an ordering key). */
  lane: string;
  /** True for a replay that asks to be processed again: Shopify's webhook id is replaced as well. */
  processAgain: boolean;
  topic: string;
  /** How the event reached the log: webhook, recovered, backfill, test. */
  source: string;
  /** Sorts, as a decimal number, with the order of deliveries in the lane. */
  sequence: string;
  /** Whether a newer state of the same resource is in the log already. */
  stale: boolean;
  /** Shopify's headers as stored: never an HMAC of Shopify's. */
  headers: readonly HeaderPair[];
  /** The bytes as received. */
  body: Buffer;
}>;

export type HeaderPair = readonly [name: string, value: string];

/** Why no answer came. */
export type SendFailure =
  | "connect_timeout"
  | "timeout"
  | "dns"
  | "tls"
  | "connection"
  | "protocol"
  | "blocked_address"
  | "stopped"
  | "internal";

/**
 * What one try came to, told by whose fault it was:
 * - `delivered`: the destination took it
 * - `retry`: the destination could not just now; tried again with growing waits
 * - `misconfigured`: the destination's fault, not the event's (a wrong token, a missing scope).
 *   Tried again until the maximum age; many of them open the breaker
 * - `rejected`: the event's fault: the destination read it and refused it. Five tries
 * - `gone`: the destination asks for nothing any more, and is disabled
 */
export type Outcome = "delivered" | "retry" | "misconfigured" | "rejected" | "gone";

/** What came of one try. */
export type SendResult = Readonly<{
  durationMs: number;
  /**
   * Leave the whole destination alone for so long after this, whatever came of it: a quota that is
   * nearly used up, a 429 that speaks for the account. Held over all workers, and no attempt is
   * burned by it. At most a day.
   */
  hold?: Readonly<{ ms: number; reason: string }>;
}> &
  (AnswerResult | NoAnswerResult | JudgedResult | LimitedResult);

/** An answer whose HTTP status says all: the engine judges it as `outcome.ts` of delivery does. */
export type AnswerResult = Readonly<{
  type: "answer";
  status: number;
  headers: readonly HeaderPair[];
  /** The first bytes of the answer, up to the cap. */
  body: Buffer;
  /** Whether there was more than was read. */
  bodyCut: boolean;
}>;

export type NoAnswerResult = Readonly<{ type: "no_answer"; failure: SendFailure; detail: string }>;

/** An answer that only the kind can read: an error within a 200, a code of its own. */
export type JudgedResult = Readonly<{
  type: "judged";
  outcome: Outcome;
  /** The other system's short code for it (`VALIDATION_ERROR`), kept with the attempt and shown. */
  cause: string | undefined;
  /** Do not come back with this delivery before. */
  retryAfterMs?: number;
  answer?: Omit<AnswerResult, "type">;
}>;

/**
 * The destination did not look at it, because a limit of its own was reached. Not an attempt:
 * nothing is counted or recorded, the delivery keeps its place and its budget, and the destination
 * is held for `ms` (a second at least, a day at most).
 */
export type LimitedResult = Readonly<{ type: "limited"; ms: number; reason: string }>;

export type SetUpResult = Readonly<{ ok: boolean; steps: readonly SetUpStep[] }>;
/** One thing that was made ready, or could not be. `text` says what, or what to do. */
export type SetUpStep = Readonly<{ ok: boolean; text: string }>;

/** What would be sent, as a table of names and values, or as text. */
export type Preview = Readonly<{
  title: string;
  fields?: readonly Readonly<{ label: string; value: string }>[];
  text?: string;
}>;
