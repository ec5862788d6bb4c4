import { randomBytes } from "node:crypto";
import { parse } from "uuid";
import { describe, expect, test } from "vitest";
import { createWrappedDataKey, DecryptionError, unwrapDataKey } from "#app/encryption.server.ts";
import { newId } from "#app/ids.server.ts";
import { openBody, sealBody } from "./event-body.server.ts";

const shopId = newId();
const key = unwrapDataKey(createWrappedDataKey(shopId), shopId);

function throughStorage(bytes: Buffer): Buffer {
  const id = newId();
  const { body, encoding } = sealBody(bytes, key, parse(id));
  return openBody({ id, body, bodyEncoding: encoding }, key);
}

describe("the bytes of an event", () => {
  test.each([
    ["nothing", Buffer.alloc(0)],
    ["a small body", Buffer.from('{"id":820982911946154508}')],
    ["big integers and white space", Buffer.from(`{ "id" : ${"9".repeat(400)} }\r\n\t `)],
    ["bytes that are not UTF-8", Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28, 0x80])],
    ["a long body that is not UTF-8", randomBytes(300_000)],
    ["a long body that repeats", Buffer.alloc(5_000_000, "order ")],
  ])("come back as received: %s", (_, bytes) => {
    expect(throughStorage(bytes).equals(bytes)).toBe(true);
  });

  test("are stored compressed from 256 bytes on, and never readable", () => {
    const text = JSON.stringify({ email: "ada@example.com", note: "x".repeat(2_000) });
    const sealed = sealBody(Buffer.from(text), key, parse(newId()));
    expect(sealed.encoding).toBe("zstd+aes-256-gcm");
    expect(sealed.body.length).toBeLessThan(200);
    expect(sealed.body.includes("ada@example.com")).toBe(false);
  });

  test("do not open as another event's, nor with another shop's key", () => {
    const id = newId();
    const { body, encoding } = sealBody(Buffer.from("{}"), key, parse(id));
    const stored = { id, body, bodyEncoding: encoding };
    const otherKey = unwrapDataKey(createWrappedDataKey(shopId), shopId);
    expect(() => openBody({ ...stored, id: newId() }, key)).toThrow(DecryptionError);
    expect(() => openBody(stored, otherKey)).toThrow(DecryptionError);
  });
});
