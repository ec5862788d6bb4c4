// node:http and a group commit as one writes it by hand: while one batch is being committed the next
// one gathers, and a batch is one statement that writes events and deliveries.
// Tried, and kept the fastest: docs/decisions/005-group-commit.md.
import { createServer, type IncomingHttpHeaders } from "node:http";
import pg from "pg";
import { v7 } from "uuid";
import { DESTINATION } from "./plain-tables.ts";
import { isSigned } from "./signature.ts";

const WRITERS = Number(process.env["WRITERS"] ?? 1);
const VARIANT = process.env["VARIANT"] ?? "unnest";
const LARGEST_BATCH = 64;
const COLUMNS = "id, shop, topic, webhook_id, event_id, triggered_at, body";
const UNNEST = `
WITH e AS (
  INSERT INTO event (${COLUMNS})
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::bytea[])
)
INSERT INTO delivery (id, event_id, destination)
SELECT d, e, '${DESTINATION}' FROM unnest($8::uuid[], $1::uuid[]) AS t(d, e)`;

const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"] ?? "", max: WRITERS });

type Waiting = {
  headers: IncomingHttpHeaders;
  body: Buffer;
  done: (stored: boolean) => void;
};
let queue: Waiting[] = [];
let writing = 0;

async function write(): Promise<void> {
  writing += 1;
  while (queue.length > 0) {
    const batch = queue.slice(0, LARGEST_BATCH);
    queue = queue.slice(LARGEST_BATCH);
    try {
      await store(batch);
      for (const { done } of batch) done(true);
    } catch (error) {
      console.error(error);
      for (const { done } of batch) done(false);
    }
  }
  writing -= 1;
}

async function store(batch: Waiting[]): Promise<void> {
  const rows = batch.map(({ headers, body }) => [
    v7(),
    headers["x-shopify-shop-domain"],
    headers["x-shopify-topic"],
    headers["x-shopify-webhook-id"],
    headers["x-shopify-event-id"],
    headers["x-shopify-triggered-at"],
    body,
    v7(),
  ]);
  if (VARIANT === "unnest") {
    const columns = [0, 1, 2, 3, 4, 5, 6, 7].map((index) => rows.map((row) => row[index]));
    await pool.query({ name: "store", text: UNNEST, values: columns });
    return;
  }
  const value = (from: number, length: number) =>
    `(${Array.from({ length }, (_, index) => `$${from + index}`).join(", ")})`;
  const text = `
WITH e AS (
  INSERT INTO event (${COLUMNS}) VALUES ${rows.map((_, i) => value(i * 8 + 1, 7)).join(", ")}
)
INSERT INTO delivery (id, event_id, destination) VALUES ${rows.map((_, i) => `($${i * 8 + 8}, $${i * 8 + 1}, '${DESTINATION}')`).join(", ")}`;
  await pool.query({ name: `store-${rows.length}`, text, values: rows.flat() });
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    if (!isSigned(body, request.headers["x-shopify-hmac-sha256"])) {
      response.writeHead(401, { "Content-Length": 0 }).end();
      return;
    }
    const done = (stored: boolean) =>
      response.writeHead(stored ? 200 : 503, { "Content-Length": 0 }).end();
    queue.push({ headers: request.headers, body, done });
    if (writing < WRITERS) void write();
  });
});
server.listen(Number(process.env["PORT"]), "127.0.0.1");
