import type { DestinationSecrets, HttpSettings } from "./destination.ts";

/** What is to be brought to a destination: one event, with what the receiver should know of it. */
export type OutgoingMessage = Readonly<{
  /** The `webhook-id`: the same over every retry, and what a receiver dedupes on. */
  sendId: string;
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
  headers: readonly (readonly [name: string, value: string])[];
  /** The bytes as received. */
  body: Buffer;
}>;

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

/** What came of one try. Everything a destination can do is a value; only faults of ours throw. */
export type SendResult = Readonly<{ durationMs: number }> &
  (
    | Readonly<{
        type: "answer";
        status: number;
        headers: readonly (readonly [name: string, value: string])[];
        /** The first bytes of the answer, up to the cap. */
        body: Buffer;
        /** Whether there was more than was read. */
        bodyCut: boolean;
      }>
    | Readonly<{ type: "no_answer"; failure: SendFailure; detail: string }>
  );

export type SendTarget = Readonly<{ settings: HttpSettings; secrets: DestinationSecrets }>;

/**
 * What every kind of destination is to the delivery engine. A kind keeps its own time limits, and
 * ends at once with the failure `stopped` when the signal is aborted.
 */
export type DestinationAdapter = Readonly<{
  deliver: (
    message: OutgoingMessage,
    target: SendTarget,
    options: { signal?: AbortSignal },
  ) => Promise<SendResult>;
  /** Whether the host may be reached at all, before settings are saved: one sentence if not. */
  check: (settings: HttpSettings) => Promise<string | undefined>;
}>;
