import { stringify, v7 } from "uuid";

/**
 * A new UUIDv7: sorts by the time it was made, and within a millisecond by the order of calls in
 * this process. Rows that partition on their id land in the partition of that day.
 */
export function newId(): string {
  return v7();
}

/** The same as 16 bytes, for the binary arrays of intake. */
export function newIdBytes(): Uint8Array {
  return v7(undefined, new Uint8Array(16));
}

export function idText(bytes: Uint8Array): string {
  return stringify(bytes);
}
