import { randomFillSync } from "node:crypto";
import { stringify, v7 } from "uuid";

/**
 * A new UUIDv7: sorts by the time it was made, and within a millisecond by the order of calls in
 * this process. Rows that partition on their id land in the partition of that day.
 */
export function newId(): string {
  return stringify(newIdBytes());
}

/** The same as 16 bytes, for the binary arrays of intake. */
export function newIdBytes(): Uint8Array {
  const random = drawRandom();
  const now = Date.now();
  if (now > millisecond) {
    millisecond = now;
    // Below 2^30, so that counting on never overflows the 32 bits it has.
    sequence = new DataView(random.buffer, random.byteOffset).getUint32(0) >>> 2;
  } else {
    sequence += 1;
  }
  return v7({ random, msecs: millisecond, seq: sequence }, new Uint8Array(16));
}

export function idText(bytes: Uint8Array): string {
  return stringify(bytes);
}

let millisecond = 0;
let sequence = 0;

// Drawn in blocks: random bytes for each id alone cost more than all the rest of making it.
const RANDOM_BYTES = 16;
const block = new Uint8Array(RANDOM_BYTES * 256);
let drawn = block.length;

function drawRandom(): Uint8Array {
  if (drawn === block.length) {
    randomFillSync(block);
    drawn = 0;
  }
  drawn += RANDOM_BYTES;
  return block.subarray(drawn - RANDOM_BYTES, drawn);
}
