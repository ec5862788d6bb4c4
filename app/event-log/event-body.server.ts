import { constants, deflateRawSync, inflateRawSync, type ZlibOptions } from "node:zlib";
import { parse } from "uuid";
import { DecryptionError, type DataKey } from "#app/encryption.server.ts";

/** How a stored body is encoded: compressed and encrypted, or encrypted as it came. */
export type BodyEncoding = "deflate-raw+aes-256-gcm" | "aes-256-gcm";

export type SealedBody = Readonly<{ body: Buffer; encoding: BodyEncoding }>;

/** Below this many bytes compression costs more than it saves. */
const COMPRESS_FROM = 256;
/** Up to here a body gains nothing from zlib's full window, whose allocation is half of its cost. */
const SMALL_BODY = 16_384;

const FAST = constants.Z_BEST_SPEED;
const SMALL: ZlibOptions = { level: FAST, windowBits: 12, memLevel: 5, chunkSize: 2_048 };
const LARGE: ZlibOptions = { level: FAST };

/**
 * Compresses and encrypts the bytes of an event as received.
 * @param idBytes the 16 bytes of the event's id, which the encryption binds the body to
 */
export function sealBody(bytes: Uint8Array, key: DataKey, idBytes: Uint8Array): SealedBody {
  if (bytes.length < COMPRESS_FROM) {
    return { body: key.seal(bytes, idBytes), encoding: "aes-256-gcm" };
  }
  const compressed = deflateRawSync(bytes, bytes.length <= SMALL_BODY ? SMALL : LARGE);
  return { body: key.seal(compressed, idBytes), encoding: "deflate-raw+aes-256-gcm" };
}

export type StoredBody = Readonly<{
  /** The event's id. */
  id: string;
  body: Uint8Array;
  bodyEncoding: string;
}>;

/**
 * The bytes of an event, exactly as they were received.
 * @throws DecryptionError when the key is not the shop's or the stored bytes were changed.
 */
export function openBody(event: StoredBody, key: DataKey): Buffer {
  const opened = key.open(event.body, parse(event.id));
  switch (event.bodyEncoding) {
    case "aes-256-gcm":
      return opened;
    case "deflate-raw+aes-256-gcm":
      return inflateRawSync(opened);
    default:
      throw new DecryptionError(`a body is encoded in an unknown way: ${event.bodyEncoding}`);
  }
}
