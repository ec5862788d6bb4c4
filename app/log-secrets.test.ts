import { describe, expect, test } from "vitest";
import { errorWithoutSecrets, withoutSecrets } from "./log-secrets.ts";

describe("a log line", () => {
  test("of ids and counts is the very same object", () => {
    const line = { shopId: "1", count: 2, made: ["a"], at: new Date(0), err: new Error("x") };
    expect(withoutSecrets(line)).toBe(line);
  });

  test("loses what is secret in the objects it holds, at any depth", () => {
    const line = {
      shopId: "1",
      call: { status: 500, accessToken: "t", inner: { body: "b", n: 1 } },
    };
    expect(withoutSecrets(line)).toEqual({
      shopId: "1",
      call: { status: 500, accessToken: "[removed]", inner: { body: "[removed]", n: 1 } },
    });
  });

  test("keeps of an error what tells it, and nothing that it carries along", () => {
    const error = {
      type: "DatabaseError",
      message: "m",
      code: "23505",
      stack: "at …",
      detail: "Key (email)=(ann@example.com) already exists.",
      client: { password: "secret" },
      response: { code: 1 },
      meta: { driverAdapterError: {} },
    };
    expect(errorWithoutSecrets(error)).toEqual({
      type: "DatabaseError",
      message: "m",
      code: "23505",
      stack: "at …",
    });
  });
});
