import { describe, expect, test } from "vitest";
import { createSipHash } from "./sip-hash.ts";

/** From the authors' vectors.h: key 00 01 … 0f, input the bytes 00 01 … below the length. */
const VECTORS: readonly (readonly [number, string])[] = [
  [0, "310e0edd47db6f72"],
  [1, "fd67dc93c539f874"],
  [2, "5a4fa9d909806c0d"],
  [3, "2d7efbd796666785"],
  [7, "37d1018bf50002ab"],
  [8, "6224939a79f5f593"],
  [15, "e545be4961ca29a1"],
  [16, "db9bc2577fcc2a3f"],
  [63, "724506eb4c328a95"],
];

const hash = createSipHash(Uint8Array.from({ length: 16 }, (_, index) => index));

describe("SipHash-2-4", () => {
  test.each(VECTORS)("is what its authors publish for %i bytes", (length, expected) => {
    const text = String.fromCharCode(...Array.from({ length }, (_, index) => index));
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(hash(text));
    expect(bytes.toString("hex")).toBe(expected);
  });

  test("leaves nothing behind of a longer text before it", () => {
    const before = hash("Grüße");
    hash("x".repeat(10_000));
    expect(hash("Grüße")).toBe(before);
    expect(hash("Grüsse")).not.toBe(before);
  });

  test("differs by key", () => {
    expect(createSipHash(new Uint8Array(16))("a")).not.toBe(hash("a"));
  });
});
