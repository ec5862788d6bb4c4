import { createHmac, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll } from "vitest";
import { createIntake, type Intake } from "#app/intake/intake.server.ts";
import type { OnLifecycleEvent } from "#app/intake/record-batch-system-store.server.ts";

const SECRET = "test-api-secret";
export const OLD_SECRET = "the-secret-before";

export type Webhook = Readonly<{
  url: string;
  body: string | Buffer;
  headers: Record<string, string>;
}>;

/** Serves intake alone over real HTTP. @returns a function for the address of its one path. */
export function useIntakeServer(
  options: Partial<{ maxBytes: number; onLifecycle: OnLifecycleEvent }> = {},
): () => string {
  let url = "";
  let intake: Intake;
  const server = createServer((request, response) => intake.handle(request, response));
  beforeAll(async () => {
    intake = createIntake({
      secrets: [SECRET, OLD_SECRET],
      maxBytes: options.maxBytes ?? 1_000_000,
      onLifecycle: options.onLifecycle ?? (async () => undefined),
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await intake.stop();
  });
  return () => url;
}

/** A webhook as Shopify sends it, signed; headers given here replace those of the same name. */
export function webhook(
  url: string,
  body: string | Buffer = "{}",
  headers: Record<string, string | undefined> = {},
): Webhook {
  const all: Record<string, string | undefined> = {
    "content-type": "application/json",
    "X-Shopify-Topic": "orders/create",
    "X-Shopify-Shop-Domain": "red-apples.myshopify.com",
    "X-Shopify-API-Version": "2026-10",
    "X-Shopify-Webhook-Id": randomUUID(),
    "X-Shopify-Event-Id": randomUUID(),
    "X-Shopify-Triggered-At": "2026-11-20T08:00:00.123456789Z",
    "X-Shopify-Hmac-Sha256": sign(body),
    ...headers,
  };
  const given = Object.entries(all).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { url, body, headers: Object.fromEntries(given) };
}

export function sign(body: string | Buffer, secret = SECRET): string {
  return createHmac("sha256", secret).update(body).digest("base64");
}

export async function send({ url, body, headers }: Webhook): Promise<Response> {
  return fetch(url, {
    method: "POST",
    body: typeof body === "string" ? body : new Uint8Array(body),
    headers,
  });
}
