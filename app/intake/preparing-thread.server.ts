import { parentPort } from "node:worker_threads";
import { type DataKey, dataKeyOf } from "#app/encryption.server.ts";
import { encodeBatch } from "./encode-batch.ts";
import type { NewEvent } from "./new-event.ts";
import {
  type ArrivedItem,
  type FromThread,
  ID_BYTES,
  joinBytes,
  type ToThread,
} from "./preparation.ts";
import { prepareEvent } from "./prepare-event.server.ts";

/**
 * The thread beside intake: parses, hashes, compresses, encrypts and encodes events while the
 * process answers requests (docs/decisions/005-group-commit.md). It knows no database.
 */
type Prepared = NewEvent | undefined;

/** Prepared and not taken yet, in the order they came. */
let waiting: Prepared[] = [];
let taken: readonly Prepared[] = [];
const keys = new Map<string, Readonly<{ root: Uint8Array; key: DataKey }>>();
const MOST_KEYS = 5_000;

function keyOf(shopId: string, root: Uint8Array | null | undefined): DataKey | undefined {
  if (!root) return undefined;
  const known = keys.get(shopId);
  if (known && Buffer.compare(known.root, root) === 0) return known.key;
  if (keys.size >= MOST_KEYS) keys.clear();
  const key = dataKeyOf(root);
  keys.set(shopId, { root, key });
  return key;
}

function prepare(
  item: ArrivedItem,
  key: DataKey | undefined,
  id: Uint8Array,
  body: Buffer,
): Prepared {
  const { shopId, source, receivedAt } = item;
  const headers = { ...item.headers, kept: JSON.parse(item.kept) as [string, string][] };
  try {
    return prepareEvent({ shopId, key }, { source, headers, body, receivedAt }, id);
  } catch {
    // Its sender gets a 503; what it was must not reach a log.
    return undefined;
  }
}

function answer(batch: readonly Prepared[]): void {
  const events = batch.filter((event) => event !== undefined);
  const refused = batch.flatMap((event, place) => (event ? [] : [place]));
  const encoded = encodeBatch(events);
  const bytes = joinBytes(encoded);
  const message: FromThread = { bytes, lengths: encoded.map(({ length }) => length), refused };
  parentPort?.postMessage(message, [bytes.buffer]);
}

parentPort?.on("message", (message: ToThread) => {
  switch (message.kind) {
    case "prepare": {
      let at = 0;
      for (const item of message.events) {
        const id = message.bytes.slice(at, at + ID_BYTES);
        at += ID_BYTES;
        const { buffer, byteOffset } = message.bytes;
        const body = Buffer.from(buffer, byteOffset + at, item.bodyBytes);
        at += item.bodyBytes;
        const key = keyOf(item.shopId, message.keys.get(item.shopId));
        waiting.push(prepare(item, key, id, body));
      }
      return;
    }
    case "take":
      taken = waiting.slice(0, message.count);
      waiting = waiting.slice(message.count);
      answer(taken);
      return;
    case "again":
      answer(taken.slice(message.from, message.to));
  }
});
