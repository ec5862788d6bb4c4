// Express and one insert per event: what most who write their own webhook receiver have.
import express from "express";
import pg from "pg";
import { v7 } from "uuid";
import { DESTINATION } from "./plain-tables.ts";
import { isSigned } from "./signature.ts";

const STORE = `
WITH e AS (
  INSERT INTO event (id, shop, topic, webhook_id, event_id, triggered_at, body)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
)
INSERT INTO delivery (id, event_id, destination) VALUES ($8, $1, '${DESTINATION}')`;

const pool = new pg.Pool({
  connectionString: process.env["DATABASE_URL"] ?? "",
  max: Number(process.env["WRITERS"] ?? 20),
});

const app = express();
app.disable("x-powered-by");
app.disable("etag");
app.post("/webhooks", express.raw({ type: "*/*", limit: "10mb" }), (request, response) => {
  const body = request.body as Buffer;
  if (!isSigned(body, request.get("x-shopify-hmac-sha256"))) {
    response.sendStatus(401);
    return;
  }
  const values = [
    v7(),
    request.get("x-shopify-shop-domain"),
    request.get("x-shopify-topic"),
    request.get("x-shopify-webhook-id"),
    request.get("x-shopify-event-id"),
    request.get("x-shopify-triggered-at"),
    body,
    v7(),
  ];
  pool.query({ name: "store", text: STORE, values }).then(
    () => response.sendStatus(200),
    (error: unknown) => {
      console.error(error);
      response.sendStatus(503);
    },
  );
});
app.listen(Number(process.env["PORT"]), "127.0.0.1");
