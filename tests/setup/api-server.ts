import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { answerApiRequest } from "#app/public-api/answer-request.server.ts";

export type ApiServer = Readonly<{
  url: string;
  /** Cuts what is under way and takes nothing new. */
  cut: () => Promise<void>;
  /** Listens again at the same address. */
  mend: () => Promise<void>;
  stop: () => Promise<void>;
}>;

/** The public API over real HTTP. */
export async function startApiServer(): Promise<ApiServer> {
  const server = createServer((incoming, outgoing) => {
    const gone = new AbortController();
    outgoing.on("close", () => gone.abort());
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const request = new Request(`http://${incoming.headers.host}${incoming.url}`, {
        method: incoming.method ?? "GET",
        headers: new Headers(incoming.headers as Record<string, string>),
        ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
        signal: gone.signal,
      });
      void answerApiRequest(request).then(async (response) => {
        outgoing.writeHead(response.status, Object.fromEntries(response.headers));
        outgoing.end(Buffer.from(await response.arrayBuffer()));
      });
    });
  });
  const port = await open(server, 0);
  const cut = () =>
    new Promise<void>((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${port}`,
    cut,
    mend: async () => void (await open(server, port)),
    stop: cut,
  };
}

function open(server: Server, port: number): Promise<number> {
  return new Promise((ready, fail) => {
    server.once("error", fail);
    server.listen(port, "127.0.0.1", () => ready((server.address() as AddressInfo).port));
  });
}
