import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import type { Certificates } from "./certificates.ts";

/** A request for a shop's own address, already decrypted. */
type ShopRequestHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  shopDomain: string,
) => void | Promise<void>;

/** Something that the proxied process wanted to reach and was not let through to. */
export interface RefusedConnection {
  at: Date;
  /** As the process asked for it, `host:port` or a whole address. */
  target: string;
}

export interface ConnectProxyOptions {
  certificates: Pick<Certificates, "key" | "cert">;
  handleShopRequest: ShopRequestHandler;
  /** Default: any free port. */
  port?: number | undefined;
  onRefused?: ((refused: RefusedConnection) => void) | undefined;
}

export interface ConnectProxy {
  port: number;
  /** Every refusal so far, oldest first, the last 1,000 of them. */
  refused: readonly RefusedConnection[];
  close(): Promise<void>;
}

const SHOP_TARGET = /^([a-z0-9][a-z0-9-]*\.myshopify\.com):443$/i;
const REFUSALS_KEPT = 1000;

/**
 * Starts an HTTP CONNECT proxy on 127.0.0.1 that lets a process reach
 * `*.myshopify.com:443` and nothing else. It ends TLS itself, so the handler
 * gets requests in the clear. Everything else is answered with 403 and kept in
 * `refused`, which proves what the process tried to reach.
 */
export async function startConnectProxy(options: ConnectProxyOptions): Promise<ConnectProxy> {
  const refused: RefusedConnection[] = [];
  const sockets = new Set<Duplex>();

  const refuse = (target: string): void => {
    const refusal = { at: new Date(), target };
    refused.push(refusal);
    if (refused.length > REFUSALS_KEPT) refused.shift();
    options.onRefused?.(refusal);
  };

  const inner = createTlsServer(options.certificates, (request, response) => {
    const shopDomain = domainOf(request);
    if (shopDomain === undefined) {
      // The name in the handshake and the one in the request must agree.
      response.writeHead(421).end();
      return;
    }
    Promise.resolve(options.handleShopRequest(request, response, shopDomain)).catch(
      (error: unknown) => {
        console.error("simulator: a shop request failed", error);
        if (!response.headersSent) response.writeHead(500);
        response.end();
      },
    );
  });
  inner.on("tlsClientError", (_error, socket) => socket.destroy());

  const outer = createServer((request, response) => {
    refuse(request.url ?? "");
    response.writeHead(403, { "content-type": "text/plain" });
    response.end("The simulator lets requests to shops through, and nothing else.\n");
  });
  outer.on("connect", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    const target = request.url ?? "";
    if (!SHOP_TARGET.test(target)) {
      refuse(target);
      socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      return;
    }
    socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    if (head.length > 0) socket.unshift(head);
    inner.emit("connection", socket);
  });
  outer.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });

  await new Promise<void>((resolve, reject) => {
    outer.once("error", reject);
    outer.listen(options.port ?? 0, "127.0.0.1", resolve);
  });

  return {
    port: (outer.address() as AddressInfo).port,
    refused,
    async close() {
      const closed = new Promise((resolve) => outer.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function domainOf(request: IncomingMessage): string | undefined {
  const named = request.headers.host?.toLowerCase().replace(/:443$/, "");
  const { socket } = request;
  const shaken = socket instanceof TLSSocket ? socket.servername : undefined;
  return named !== undefined && typeof shaken === "string" && shaken.toLowerCase() === named
    ? named
    : undefined;
}
