import type { EncodedBatch } from "./encode-batch.ts";
import type { Source } from "./new-event.ts";
import type { WebhookHeaders } from "./webhook-headers.ts";

/** What the process and its preparing thread say to each other, in this order each way. */
export type ToThread =
  | Readonly<{
      kind: "prepare";
      events: readonly ArrivedItem[];
      /** For each of them, one after the other: its id (16 bytes) and its body. */
      bytes: Uint8Array;
      /** Secret bytes of the shops' data keys; null once a shop was redacted. */
      keys: ReadonlyMap<string, Uint8Array | null>;
    }>
  /** Asks for the next so many, encoded. */
  | Readonly<{ kind: "take"; count: number }>
  /** Asks for a part of those last taken, encoded anew. */
  | Readonly<{ kind: "again"; from: number; to: number }>;

export type ArrivedItem = Readonly<{
  shopId: string;
  source: Source;
  headers: Omit<WebhookHeaders, "shop" | "kept">;
  /** JSON of the kept headers: one text is quicker handed over than many. */
  kept: string;
  receivedAt: number;
  bodyBytes: number;
}>;

/** The arrays of a batch, one after the other. */
export type FromThread = Readonly<{
  bytes: Uint8Array;
  lengths: readonly number[];
  /** Places in the batch of events that could not be prepared; the arrays do not hold them. */
  refused: readonly number[];
}>;

export const ID_BYTES = 16;

/** One buffer of its own, which can be handed over instead of being copied. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** @returns views of `bytes`, one for each length. */
export function splitBytes(bytes: Uint8Array, lengths: readonly number[]): EncodedBatch {
  let at = 0;
  return lengths.map((length) => {
    at += length;
    return Buffer.from(bytes.buffer, bytes.byteOffset + at - length, length);
  });
}
