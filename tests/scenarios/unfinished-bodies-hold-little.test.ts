import { connect, type Socket } from "node:net";
import { afterAll, describe, expect, test, vi } from "vitest";
import { send, useIntakeServer, webhook } from "#tests/setup/intake-server.ts";
import { useDatabase } from "#tests/setup/with-database.ts";

/** Bytes of a body of which one is never sent. */
const BODY_BYTES = 9_000_000;
const BODY = Buffer.alloc(BODY_BYTES - 1, "x");

describe("bodies that never end", () => {
  useDatabase();
  const url = useIntakeServer({ maxBytes: 10_000_000 });
  const sockets: Socket[] = [];
  afterAll(() => sockets.forEach((socket) => socket.destroy()));

  /** @returns what was answered so far; "closed" at its end once the connection is */
  const beginBody = (): (() => string) => {
    const { port, hostname } = new URL(url());
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    let answered = "";
    socket.on("data", (chunk: Buffer) => (answered += chunk.toString()));
    socket.on("error", () => undefined);
    socket.on("close", () => (answered += "closed"));
    socket.write(`POST /webhooks HTTP/1.1\r\nHost: x\r\nContent-Length: ${BODY_BYTES}\r\n\r\n`);
    socket.write(BODY);
    return () => answered;
  };

  test("are refused beyond what all may hold together, and let go after Shopify's five seconds", async () => {
    const answers = Array.from({ length: 14 }, beginBody);
    const busy = () => answers.filter((answer) => answer().startsWith("HTTP/1.1 503")).length;
    // Fourteen would hold 126 MB: those beyond 96 MB are told so at once.
    await vi.waitFor(() => expect(busy()).toBeGreaterThanOrEqual(4), { timeout: 4_000 });
    await vi.waitFor(
      () => {
        expect(busy()).toBe(14);
        expect(answers.every((answer) => answer().endsWith("closed"))).toBe(true);
      },
      { timeout: 15_000 },
    );
    expect((await send(webhook(url(), "{}"))).status).toBe(200);
  }, 30_000);
});
