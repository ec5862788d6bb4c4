const LONGEST_BYTES = 4_096;
const BLOCK = 8;

const encoder = new TextEncoder();
const bytes = new Uint8Array(LONGEST_BYTES + BLOCK);
const room = bytes.subarray(0, LONGEST_BYTES);
const words = new DataView(bytes.buffer);
const result = new DataView(new ArrayBuffer(BLOCK));

/**
 * SipHash-2-4: a keyed hash made for short texts (Aumasson and Bernstein, "SipHash: a fast
 * short-input PRF", 2012), whose 64 bits tell nothing of the text to whoever lacks the key.
 *
 * Written out here because a call into OpenSSL's HMAC costs more than ten of these, and an order
 * has half a dozen search terms. 64-bit numbers are pairs of 32-bit ones: `a` and `ah` are the low
 * and high half of the paper's v0, and so on to `d` and `dh`.
 * @param key 16 bytes
 * @returns hashes the UTF-8 bytes of a text, the first 4,096 of them, to a signed 64-bit number
 */
export function createSipHash(key: Uint8Array): (text: string) => bigint {
  const keyWords = new DataView(key.buffer, key.byteOffset, 16);
  const [k0, k0h] = [keyWords.getInt32(0, true), keyWords.getInt32(4, true)];
  const [k1, k1h] = [keyWords.getInt32(8, true), keyWords.getInt32(12, true)];

  return (text) => {
    const length = encoder.encodeInto(text, room).written;
    // The last block is what is left of the text, zeros, and the length in its last byte.
    const last = length - (length % BLOCK);
    bytes.fill(0, length, last + BLOCK);
    bytes[last + BLOCK - 1] = length;

    let [a, ah] = [k0 ^ 0x70736575, k0h ^ 0x736f6d65];
    let [b, bh] = [k1 ^ 0x6e646f6d, k1h ^ 0x646f7261];
    let [c, ch] = [k0 ^ 0x6e657261, k0h ^ 0x6c796765];
    let [d, dh] = [k1 ^ 0x79746573, k1h ^ 0x74656462];

    // One step a block with two rounds, and one step at the end with four.
    for (let at = 0; at <= last + BLOCK; at += BLOCK) {
      const isEnd = at > last;
      const low = isEnd ? 0 : words.getInt32(at, true);
      const high = isEnd ? 0 : words.getInt32(at + 4, true);
      if (isEnd) c ^= 0xff;
      d ^= low;
      dh ^= high;
      for (let round = isEnd ? 4 : 2; round > 0; round--) {
        let sum = (a >>> 0) + (b >>> 0);
        ah = (ah + bh + (sum > 0xffffffff ? 1 : 0)) | 0;
        a = sum | 0;
        let turned = (b << 13) | (bh >>> 19);
        bh = ((bh << 13) | (b >>> 19)) ^ ah;
        b = turned ^ a;
        turned = a;
        a = ah;
        ah = turned;

        sum = (c >>> 0) + (d >>> 0);
        ch = (ch + dh + (sum > 0xffffffff ? 1 : 0)) | 0;
        c = sum | 0;
        turned = (d << 16) | (dh >>> 16);
        dh = ((dh << 16) | (d >>> 16)) ^ ch;
        d = turned ^ c;

        sum = (a >>> 0) + (d >>> 0);
        ah = (ah + dh + (sum > 0xffffffff ? 1 : 0)) | 0;
        a = sum | 0;
        turned = (d << 21) | (dh >>> 11);
        dh = ((dh << 21) | (d >>> 11)) ^ ah;
        d = turned ^ a;

        sum = (c >>> 0) + (b >>> 0);
        ch = (ch + bh + (sum > 0xffffffff ? 1 : 0)) | 0;
        c = sum | 0;
        turned = (b << 17) | (bh >>> 15);
        bh = ((bh << 17) | (b >>> 15)) ^ ch;
        b = turned ^ c;
        turned = c;
        c = ch;
        ch = turned;
      }
      a ^= low;
      ah ^= high;
    }
    result.setInt32(0, ah ^ bh ^ ch ^ dh);
    result.setInt32(4, a ^ b ^ c ^ d);
    return result.getBigInt64(0);
  };
}
