import type { LookupAddress } from "node:dns";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { type Answer, type Sink, startSink, status } from "#tests/setup/sink.ts";
import type { OutgoingMessage } from "./destination-kind.ts";
import { createHttpAdapter, type HttpLimits } from "./http-destination.server.ts";
import { parseAllowList } from "./outgoing-address.ts";
import type { Resolve } from "./outgoing-connect.server.ts";

const loopback = parseAllowList(["127.0.0.1", "::1"]);
const limits: HttpLimits = { connectMs: 400, headersMs: 600, totalMs: 900, bodyBytes: 65_536 };
const message: OutgoingMessage = {
  sendId: "id",
  lane: "order/1",
  processAgain: false,
  topic: "orders/create",
  source: "webhook",
  sequence: "1",
  stale: false,
  headers: [],
  body: Buffer.from("{}"),
};

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0)) await clean();
});

async function sink(answer: Answer): Promise<Sink> {
  const started = await startSink(answer);
  cleanUp.push(started.close);
  return started;
}

function adapter(options: Partial<Parameters<typeof createHttpAdapter>[0]> = {}) {
  const made = createHttpAdapter({ allowList: loopback, limits, ...options });
  cleanUp.push(made.close);
  return made;
}

function targetOf(url: string) {
  const secrets = { signing: [] };
  return { shopId: "", shopDomain: "", destinationId: undefined, settings: { url }, secrets };
}

function deliver(url: string, made = adapter(), signal?: AbortSignal) {
  return made.deliver(message, targetOf(url), signal ? { signal } : {});
}

/** A server below HTTP, which does as told with each connection. */
async function rawServer(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket.on("error", () => undefined));
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanUp.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/`;
}

describe("an attempt ends within its limits", () => {
  test("when the answer never begins", async () => {
    const { url } = await sink(() => undefined);
    const result = await deliver(url);
    expect(result).toMatchObject({ type: "no_answer", failure: "timeout" });
    expect(result.durationMs).toBeLessThan(3_000);
  });

  test("when the answer has a status but no end: the status is what counts", async () => {
    const { url } = await sink((_, response) => {
      response.writeHead(200);
      response.write("begun");
    });
    const result = await deliver(url);
    expect(result).toMatchObject({ type: "answer", status: 200, bodyCut: true });
    expect(result.type === "answer" && result.body.toString()).toBe("begun");
    expect(result.durationMs).toBeLessThan(2_000);
  });

  test("when the answer is endless: 64 KB are read, and the connection is closed", async () => {
    let closed = false;
    const { url } = await sink((_, response) => {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384, "x")));
        if (!response.destroyed) response.once("drain", more);
      };
      response.on("close", () => (closed = true));
      more();
    });
    const result = await deliver(url);
    expect(result).toMatchObject({ type: "answer", status: 200, bodyCut: true });
    expect(result.type === "answer" && result.body.length).toBe(65_536);
    await expect.poll(() => closed).toBe(true);
  });

  test("when headers are endless", async () => {
    const url = await rawServer((socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      const more = (): void => {
        while (!socket.destroyed && socket.write(`X-Filler: ${"x".repeat(1_000)}\r\n`));
        if (!socket.destroyed) socket.once("drain", more);
      };
      more();
    });
    expect(await deliver(url)).toMatchObject({ type: "no_answer", failure: "protocol" });
  });

  test.each([
    ["no HTTP at all", "SSH-2.0-OpenSSH_9.9\r\n"],
    ["a malformed status", "HTTP/1.1 banana\r\n\r\n"],
    ["a malformed header", "HTTP/1.1 200 OK\r\n: nameless\r\n\r\n"],
  ])("when the answer is %s", async (_, text) => {
    const url = await rawServer((socket) => socket.on("data", () => socket.write(text)));
    expect(await deliver(url)).toMatchObject({ type: "no_answer", failure: "protocol" });
  });

  test("when the connection breaks before there is an answer", async () => {
    const url = await rawServer((socket) => socket.on("data", () => socket.destroy()));
    expect(await deliver(url)).toMatchObject({ type: "no_answer", failure: "connection" });
  });

  test("when nothing listens there", async () => {
    const closed = await startSink();
    await closed.close();
    expect(await deliver(closed.url)).toMatchObject({
      type: "no_answer",
      failure: "connection",
    });
  });

  test("when https finds a server that speaks plain http", async () => {
    const { url } = await sink(status(200));
    const result = await deliver(url.replace("http:", "https:"));
    expect(result).toMatchObject({ type: "no_answer", failure: "tls" });
  });

  test("when it is stopped from outside", async () => {
    const { url } = await sink(() => undefined);
    const stopping = new AbortController();
    const attempt = deliver(url, adapter({ limits: {} }), stopping.signal);
    stopping.abort();
    expect(await attempt).toMatchObject({ type: "no_answer", failure: "stopped" });
  });
});

describe("an answer is taken as it is", () => {
  test("a redirect is not followed", async () => {
    const elsewhere = await sink(status(200));
    const { url } = await sink(status(307, { Location: elsewhere.url }));
    expect(await deliver(url)).toMatchObject({ type: "answer", status: 307 });
    expect(elsewhere.received).toHaveLength(0);
  });

  test("an announcement (103) is not the answer", async () => {
    const url = await rawServer((socket) =>
      socket.on("data", () =>
        socket.write(
          "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n",
        ),
      ),
    );
    expect(await deliver(url)).toMatchObject({ type: "answer", status: 202 });
  });

  test("connections are kept for the next delivery", async () => {
    const { url, server } = await sink(status(200));
    let connections = 0;
    server.on("connection", () => connections++);
    const made = adapter();
    for (let index = 0; index < 10; index++) await deliver(url, made);
    // A second one may open while the first is still being made free.
    expect(connections).toBeLessThanOrEqual(2);
  });
});

describe("the address is checked when it is connected to", () => {
  /** A name server that answers each question with the next of these. */
  function resolver(...answers: string[][]): Resolve {
    let asked = 0;
    return (_, __, callback) => {
      const addresses = answers[Math.min(asked++, answers.length - 1)] ?? [];
      callback(
        null,
        addresses.map((address): LookupAddress => ({
          address,
          family: address.includes(":") ? 6 : 4,
        })),
      );
    };
  }
  const closed = parseAllowList([]);

  test.each(["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "10.0.0.1"])(
    "a literal one, which is never looked up: %s",
    async (host) => {
      const { url, received } = await sink(status(200));
      const { port } = new URL(url);
      for (const address of [`http://${host}:${port}/`, `https://${host}/`]) {
        const result = await deliver(address, adapter({ allowList: closed }));
        expect(result).toMatchObject({ type: "no_answer", failure: "blocked_address" });
      }
      expect(received).toHaveLength(0);
    },
  );

  test.each([["127.0.0.1"], ["169.254.169.254"], ["fd00::1"], ["::ffff:10.0.0.1"]])(
    "a name that leads to %s",
    async (address) => {
      const made = adapter({ allowList: closed, resolve: resolver([address]) });
      const result = await deliver("https://erp.example.com/", made);
      expect(result).toMatchObject({ type: "no_answer", failure: "blocked_address" });
      expect(await made.check(targetOf("https://erp.example.com/"), {})).toEqual({
        url: expect.stringContaining("private"),
      });
    },
  );

  test("a name that was public when it was saved and is private when it is used", async () => {
    const rebinding = adapter({
      allowList: closed,
      resolve: resolver(["8.8.8.8"], ["127.0.0.1"]),
    });
    const url = "https://rebinding.example.com/";
    expect(await rebinding.check(targetOf(url), {})).toEqual({});
    const result = await deliver(url, rebinding);
    expect(result).toMatchObject({ type: "no_answer", failure: "blocked_address" });
  });

  test("plain http goes to no public address, only to what the operator's list names", async () => {
    const { url } = await sink(status(200));
    const { port } = new URL(url);
    const named = `http://erp.internal:${port}/`;
    const opened = adapter({ resolve: resolver(["127.0.0.1"]) });
    expect(await deliver(named, opened)).toMatchObject({ type: "answer", status: 200 });
    const moved = adapter({ resolve: resolver(["8.8.8.8"]) });
    const result = await deliver(named, moved);
    expect(result).toMatchObject({ type: "no_answer", failure: "blocked_address" });
  });

  test("a name that does not exist is told at saving and at sending", async () => {
    const failing: Resolve = (_, __, callback) =>
      callback(Object.assign(new Error("not found"), { code: "ENOTFOUND" }), []);
    const made = adapter({ resolve: failing });
    expect(await made.check(targetOf("https://nowhere.example/"), {})).toEqual({
      url: expect.stringContaining("No such host"),
    });
    const result = await deliver("https://nowhere.example/", made);
    expect(result).toMatchObject({ type: "no_answer", failure: "dns" });
  });
});
