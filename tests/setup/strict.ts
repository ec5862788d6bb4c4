import { afterEach, beforeEach, expect, vi } from "vitest";

// Whatever prints an error in a test has gone wrong unseen: it fails the test.
beforeEach(() => {
  vi.spyOn(console, "error");
});

afterEach(() => {
  const calls = vi.mocked(console.error).mock.calls.map((call) => call.map(String).join(" "));
  vi.mocked(console.error).mockRestore();
  expect(calls, "console.error was called").toEqual([]);
});
