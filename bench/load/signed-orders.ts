import { createHmac } from "node:crypto";
import { SECRET, SHOP, TOPIC } from "../settings.ts";
import { fieldValue, type Mark, orderTemplate } from "./order.ts";

export type SignedOrders = Readonly<{
  /** Length of every request, in bytes. */
  length: number;
  /** A buffer that holds everything that does not differ from order to order. */
  blank: () => Buffer;
  /** Writes order number `index` over a buffer that came from `blank`. */
  fill: (request: Buffer, index: number) => void;
}>;

const HMAC_BYTES = 32;

/**
 * Whole HTTP requests for `count` distinct signed orders. They are signed before the run, so that
 * the generator takes little of the machine that it measures; only the signatures are kept, since
 * everything else follows from an order's number.
 * @param first number of the first order: runs against one database need numbers of their own
 * @param host `address:port` of the server
 */
export function signOrders(count: number, first: number, host: string): SignedOrders {
  const order = orderTemplate();
  const head = [
    "POST /webhooks HTTP/1.1",
    `Host: ${host}`,
    "User-Agent: Shopify-Captain-Hook",
    "Accept: */*",
    "Content-Type: application/json",
    `Content-Length: ${order.text.length}`,
    `X-Shopify-Topic: ${TOPIC}`,
    `X-Shopify-Shop-Domain: ${SHOP}`,
    "X-Shopify-API-Version: 2026-07",
    `X-Shopify-Triggered-At: ${new Date().toISOString().replace("Z", "123456Z")}`,
    `X-Shopify-Webhook-Id: ${uuid(WEBHOOK, 0)}`,
    `X-Shopify-Event-Id: ${uuid(EVENT, 0)}`,
    `X-Shopify-Hmac-Sha256: ${"=".repeat(44)}`,
    "",
    "",
  ].join("\r\n");
  const blank = Buffer.from(head + order.text, "latin1");
  const webhookIdAt = blank.indexOf(uuid(WEBHOOK, 0));
  const eventIdAt = blank.indexOf(uuid(EVENT, 0));
  const hmacAt = blank.indexOf("=".repeat(44));
  const marks: Mark[] = order.marks.map((mark) => ({ ...mark, at: head.length + mark.at }));

  const signatures = Buffer.allocUnsafe(count * HMAC_BYTES);
  const scratch = Buffer.from(blank);
  for (let index = 0; index < count; index++) {
    writeFields(scratch, marks, first + index);
    createHmac("sha256", SECRET)
      .update(scratch.subarray(head.length))
      .digest()
      .copy(signatures, index * HMAC_BYTES);
  }

  return {
    length: blank.length,
    blank: () => Buffer.from(blank),
    fill: (request, index) => {
      const sequence = first + index;
      writeFields(request, marks, sequence);
      request.write(uuid(WEBHOOK, sequence), webhookIdAt, "latin1");
      request.write(uuid(EVENT, sequence), eventIdAt, "latin1");
      const signature = signatures.toString("base64", index * HMAC_BYTES, (index + 1) * HMAC_BYTES);
      request.write(signature, hmacAt, "latin1");
    },
  };
}

const WEBHOOK = "b54557e4-bdd9-4b37-8a5f-bf7d";
const EVENT = "98880550-7158-44d4-b7cd-2c97";

/** Shopify's webhook and event ids are UUIDs; here the last digits count. */
function uuid(beginning: string, sequence: number): string {
  return beginning + sequence.toString(16).padStart(8, "0");
}

function writeFields(buffer: Buffer, marks: readonly Mark[], sequence: number): void {
  for (const { at, of } of marks) buffer.write(fieldValue(of, sequence), at, "latin1");
}
