import type { ServerResponse } from "node:http";
import {
  type Behaviour,
  describeKindConformance,
  sampleMessage,
} from "#tests/setup/kind-conformance.ts";
import { startSink } from "#tests/setup/sink.ts";
import { HTTP_DESCRIPTION } from "./http-description.ts";
import { createHttpAdapter } from "./http-destination.server.ts";
import { parseAllowList } from "./outgoing-address.ts";
import { signingSecret } from "./webhook-signature.ts";

const STATUS: Partial<Record<Behaviour, number>> = {
  accepts: 200,
  "is down": 503,
  "refuses us": 401,
  "refuses the event": 422,
  "is at its limit": 429,
};

describeKindConformance("http", async () => {
  let behaviour: Behaviour = "accepts";
  const accepted = new Set<string>();
  const sink = await startSink(({ headers }, response: ServerResponse) => {
    if (behaviour === "hangs") return;
    if (behaviour === "babbles") return void response.socket?.end("¿qué?\r\n\r\n");
    if (behaviour === "accepts") accepted.add(headers["webhook-id"] ?? "");
    response.writeHead(STATUS[behaviour] ?? 500).end();
  });
  const form = { url: sink.url, shopifyHmac: "true", auth: "bearer", token: "t0ken-of-the-erp" };
  return {
    description: HTTP_DESCRIPTION,
    adapter: createHttpAdapter({
      allowList: parseAllowList(["127.0.0.1"]),
      limits: { connectMs: 500, headersMs: 1_000, totalMs: 1_500 },
    }),
    target: {
      shopId: "shop",
      shopDomain: "conformance.myshopify.com",
      destinationId: "destination",
      settings: { url: sink.url, shopifyHmac: true, auth: { type: "bearer" } },
      secrets: {
        signing: [{ secret: signingSecret(Buffer.alloc(32, 7)), since: "2026-11-21T00:00:00Z" }],
        credentials: { token: form.token },
      },
    },
    form,
    behave: (next) => (behaviour = next),
    effects: async () => [...accepted],
    message: sampleMessage,
    stop: sink.close,
  };
});
