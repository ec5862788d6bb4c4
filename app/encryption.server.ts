import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  type CipherKey,
  randomBytes,
  randomFillSync,
} from "node:crypto";
import { config } from "./config.server.ts";
import { createSipHash } from "./sip-hash.ts";

const ALGORITHM = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** What was stored cannot be opened: the key is gone, another one was used, or bytes were changed. */
export class DecryptionError extends Error {
  override readonly name = "DecryptionError";
}

/**
 * Encrypts under the newest ENCRYPTION_KEY: key version (1 byte), iv, tag, ciphertext.
 * `context` (which row and column) is authenticated, so that a value moved elsewhere does not open.
 */
export function sealSecret(plain: Buffer | string, context: string): Buffer {
  const version = Math.max(...config.encryptionKeys.keys());
  const key = config.encryptionKeys.get(version);
  if (!key) throw new Error("no encryption key is configured");
  return Buffer.concat([Buffer.of(version), seal(key, toBuffer(plain), Buffer.from(context))]);
}

/** @throws DecryptionError when the key version is not configured or the value does not open. */
export function openSecret(sealed: Uint8Array, context: string): Buffer {
  const key = config.encryptionKeys.get(sealed[0] ?? 0);
  if (!key) {
    throw new DecryptionError(
      `a stored secret needs version ${sealed[0]} of ENCRYPTION_KEY, which is not configured`,
    );
  }
  return open(key, sealed.subarray(1), Buffer.from(context));
}

/** A shop's own key. Destroying its wrapped form makes every body of that shop unreadable. */
export type DataKey = Readonly<{
  /** Encrypts bytes bound to `row` (the 16 bytes of an id): iv, tag, ciphertext. */
  seal: (plain: Uint8Array, row: Uint8Array) => Buffer;
  /** @throws DecryptionError */
  open: (sealed: Uint8Array, row: Uint8Array) => Buffer;
  /** Keyed hash of a search term, as the signed 64-bit number that the index holds. */
  term: (text: string) => bigint;
}>;

/** @returns a new data key, wrapped for storage. */
export function createWrappedDataKey(shopId: string): Buffer {
  return sealSecret(randomBytes(32), `shop.data_key:${shopId}`);
}

/** @throws DecryptionError when ENCRYPTION_KEY is not the one it was wrapped with. */
export function unwrapDataKey(wrapped: Uint8Array, shopId: string): DataKey {
  return dataKeyOf(openSecret(wrapped, `shop.data_key:${shopId}`));
}

/** What a data key is derived from, in no object that anything could print: for another thread alone. */
const roots = new WeakMap<DataKey, Uint8Array>();

/** The 32 secret bytes of a key that `dataKeyOf` made. */
export function rootOf(key: DataKey): Uint8Array {
  const root = roots.get(key);
  if (!root) throw new Error("this data key was not made here");
  return root;
}

/** @param root 32 secret bytes */
export function dataKeyOf(root: Uint8Array): DataKey {
  const derive = (purpose: string, length: number) =>
    Buffer.from(hkdfSync("sha256", root, "", purpose, length));
  // As a key object: a key given as bytes is imported again by every call, which costs 30 µs.
  const bodyKey = createSecretKey(derive("rollcall body", 32));
  const key: DataKey = {
    seal: (plain, row) => seal(bodyKey, plain, row),
    open: (sealed, row) => open(bodyKey, sealed, row),
    term: createSipHash(derive("rollcall search term", 16)),
  };
  // A copy of its own: a Buffer is often a piece of one that holds other things.
  roots.set(key, Uint8Array.from(root));
  return key;
}

// Random bytes are drawn in blocks: one call each would cost intake more than the encryption itself.
const pool = Buffer.alloc(IV_BYTES * 512);
let drawn = pool.length;

function newIv(): Buffer {
  if (drawn === pool.length) {
    randomFillSync(pool);
    drawn = 0;
  }
  drawn += IV_BYTES;
  return Buffer.from(pool.subarray(drawn - IV_BYTES, drawn));
}

function seal(key: CipherKey, plain: Uint8Array, context: Uint8Array): Buffer {
  const iv = newIv();
  const cipher = createCipheriv(ALGORITHM, key, iv);
  cipher.setAAD(context);
  const body = cipher.update(plain);
  cipher.final();
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

function open(key: CipherKey, sealed: Uint8Array, context: Uint8Array): Buffer {
  try {
    const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, IV_BYTES));
    decipher.setAAD(context);
    decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    const plain = decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES));
    // GCM holds nothing back for the end, which only checks the tag.
    decipher.final();
    return plain;
  } catch {
    throw new DecryptionError("a stored value does not open with its key");
  }
}

function toBuffer(plain: Buffer | string): Buffer {
  return typeof plain === "string" ? Buffer.from(plain) : plain;
}
