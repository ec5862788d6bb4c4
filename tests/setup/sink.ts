import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type SinkRequest = Readonly<{
  at: number;
  path: string;
  headers: Readonly<Record<string, string>>;
  rawHeaders: readonly string[];
  body: Buffer;
}>;

export type Answer = (request: SinkRequest, response: ServerResponse) => void;

export type Sink = Readonly<{
  url: string;
  received: SinkRequest[];
  /** Answers from now on. */
  answer: (answer: Answer) => void;
  server: Server;
  close: () => Promise<void>;
}>;

const ok: Answer = (_, response) => void response.writeHead(200).end("ok");

export function status(code: number, headers: Record<string, string> = {}): Answer {
  return (_, response) => void response.writeHead(code, headers).end(String(code));
}

/** A destination: an HTTP server that keeps what it gets and answers as told. */
export async function startSink(answer: Answer = ok): Promise<Sink> {
  const received: SinkRequest[] = [];
  let respond = answer;
  const server = createServer((request, response) => {
    void read(request).then((body) => {
      const arrived: SinkRequest = {
        at: Date.now(),
        path: request.url ?? "",
        headers: request.headers as Record<string, string>,
        rawHeaders: request.rawHeaders,
        body,
      };
      received.push(arrived);
      respond(arrived, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    answer: (next) => {
      respond = next;
    },
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
