/**
 * PostgreSQL arrays in the binary wire format (array_recv in PostgreSQL's source: dimensions, null
 * flag, element type, length, lower bound, then each element with its length). A batch written this
 * way costs the server half of what text arrays do, since nothing has to be parsed.
 */

const OID = {
  bool: 16,
  bytea: 17,
  int8: 20,
  int4: 23,
  text: 25,
  float8: 701,
  timestamptz: 1184,
  uuid: 2950,
} as const;
const HEADER_BYTES = 20;
/** Milliseconds between 1970 and 2000, where PostgreSQL's timestamps begin. */
const POSTGRES_EPOCH_MS = 946_684_800_000;

type Elements = readonly (Uint8Array | null)[];

export function uuidArray(ids: Elements): Buffer {
  return encode(OID.uuid, ids);
}

export function byteaArray(values: Elements): Buffer {
  return encode(OID.bytea, values);
}

export function textArray(values: readonly (string | null)[]): Buffer {
  return encode(
    OID.text,
    values.map((value) => (value === null ? null : Buffer.from(value))),
  );
}

export function integerArray(values: readonly number[]): Buffer {
  const { array, at } = fixed(OID.int4, values.length, 4);
  values.forEach((value, index) => array.writeInt32BE(value, at(index)));
  return array;
}

export function nullableIntegerArray(values: readonly (number | null)[]): Buffer {
  return encode(
    OID.int4,
    values.map((value) => {
      if (value === null) return null;
      const bytes = Buffer.allocUnsafe(4);
      bytes.writeInt32BE(value);
      return bytes;
    }),
  );
}

export function booleanArray(values: readonly boolean[]): Buffer {
  const { array, at } = fixed(OID.bool, values.length, 1);
  values.forEach((value, index) => array.writeUInt8(value ? 1 : 0, at(index)));
  return array;
}

export function bigintArray(values: readonly bigint[]): Buffer {
  const { array, at } = fixed(OID.int8, values.length, 8);
  values.forEach((value, index) => array.writeBigInt64BE(value, at(index)));
  return array;
}

export function doubleArray(values: readonly number[]): Buffer {
  const { array, at } = fixed(OID.float8, values.length, 8);
  values.forEach((value, index) => array.writeDoubleBE(value, at(index)));
  return array;
}

/** @param times milliseconds since 1970, or null */
export function timestampArray(times: readonly (number | null)[]): Buffer {
  return encode(
    OID.timestamptz,
    times.map((time) => {
      if (time === null) return null;
      const bytes = Buffer.allocUnsafe(8);
      bytes.writeBigInt64BE(BigInt(Math.round(time) - POSTGRES_EPOCH_MS) * 1000n);
      return bytes;
    }),
  );
}

function fixed(oid: number, length: number, bytes: number) {
  const array = Buffer.allocUnsafe(HEADER_BYTES + length * (4 + bytes));
  writeHeader(array, oid, length, false);
  for (let index = 0; index < length; index++) {
    array.writeInt32BE(bytes, HEADER_BYTES + index * (4 + bytes));
  }
  return { array, at: (index: number) => HEADER_BYTES + index * (4 + bytes) + 4 };
}

function encode(oid: number, elements: Elements): Buffer {
  let size = HEADER_BYTES;
  for (const element of elements) size += 4 + (element?.length ?? 0);
  const array = Buffer.allocUnsafe(size);
  writeHeader(array, oid, elements.length, elements.includes(null));
  let at = HEADER_BYTES;
  for (const element of elements) {
    array.writeInt32BE(element === null ? -1 : element.length, at);
    at += 4;
    if (element === null) continue;
    array.set(element, at);
    at += element.length;
  }
  return array;
}

function writeHeader(array: Buffer, oid: number, length: number, hasNull: boolean): void {
  array.writeInt32BE(1, 0);
  array.writeInt32BE(hasNull ? 1 : 0, 4);
  array.writeInt32BE(oid, 8);
  array.writeInt32BE(length, 12);
  array.writeInt32BE(1, 16);
}
