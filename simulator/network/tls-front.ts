import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Certificates } from "./certificates.ts";

export type HttpHandler = (
  request: IncomingMessage,
  response: ServerResponse,
) => void | Promise<void>;

export interface TlsFrontOptions {
  certificates: Pick<Certificates, "key" | "cert">;
  /** Who answers for a name; asked with the lower-case host, without its port. */
  handlerFor: (host: string) => HttpHandler | undefined;
  /** Default: any free port. */
  port?: number | undefined;
}

export interface TlsFront {
  port: number;
  close(): Promise<void>;
}

/**
 * Listens with TLS on 127.0.0.1 for a browser that takes `admin.shopify.com`,
 * `cdn.shopify.com` and shops' own addresses to be this machine
 * (`--host-resolver-rules`). The names are the real ones, so the app's
 * `frame-ancestors` and the addresses in its pages hold as they are.
 */
export async function startTlsFront(options: TlsFrontOptions): Promise<TlsFront> {
  const sockets = new Set<Socket>();
  const server = createServer(options.certificates, (request, response) => {
    const host = (request.headers.host ?? "").toLowerCase().replace(/:\d+$/, "");
    const handler = options.handlerFor(host);
    if (handler === undefined) {
      response.writeHead(421).end();
      return;
    }
    Promise.resolve(handler(request, response)).catch((error: unknown) => {
      console.error(`simulator: a request to ${host} failed`, error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
