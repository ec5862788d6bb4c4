import type { IncomingMessage, ServerResponse } from "node:http";
import { log } from "#app/log.server.ts";
import { intakeRequests, intakeSeconds, intakeWaitingBytes } from "#app/metrics.server.ts";
import { findOrNoteSender } from "#app/shop-directory-store.server.ts";
import { createGroupCommit } from "./group-commit.server.ts";
import { answerTo, type IntakeResult } from "./intake-result.ts";
import { readBody } from "./read-body.ts";
import type { OnLifecycleEvent } from "./record-batch-system-store.server.ts";
import { createRejectionCounter } from "./rejection-counter.server.ts";
import { NotStoredError } from "./settle-batch.server.ts";
import { isSignedByShopify } from "./signature.ts";
import { isHeaderProblem, readWebhookHeaders, signatureOf } from "./webhook-headers.ts";

export type IntakeOptions = Readonly<{
  secrets: readonly string[];
  /** Largest accepted body, in bytes. */
  maxBytes: number;
  /** Runs in the transaction that stores a lifecycle or compliance event. */
  onLifecycle: OnLifecycleEvent;
}>;

export type Intake = Readonly<{
  /** Answers one request. It does not know where it is mounted. */
  handle: (request: IncomingMessage, response: ServerResponse) => void;
  /** Whether events come in faster than they are stored. */
  crowded: () => boolean;
  /** Resolves when everything accepted so far is answered and counted. */
  stop: () => Promise<void>;
}>;

/** Shopify waits 5 seconds in all: an answer after that is none, and a 503 in time is retried. */
const ANSWER_WITHIN_MS = 4_500;
/** More waiting than this would be answered too late anyhow; refusing keeps the memory bounded. */
const MOST_WAITING_BYTES = 48_000_000;
/**
 * Of all requests together, from their first byte on: anyone may send a body that never ends, and a
 * database that hangs keeps every request. A hundred bodies of the largest size would be a gigabyte.
 */
const MOST_HELD_BYTES = 96_000_000;
/** What a request costs beside its body, about. */
const REQUEST_BYTES = 2_000;

/** The first station: Shopify's requests in, durable events out, 200 only after the commit. */
export function createIntake({ secrets, maxBytes, onLifecycle }: IntakeOptions): Intake {
  const commit = createGroupCommit(onLifecycle);
  const rejections = createRejectionCounter();
  const mostHeld = Math.max(MOST_HELD_BYTES, 2 * maxBytes);
  let held = 0;
  let open = 0;

  /** Counts what a request holds until it comes to its end, which may be long after its answer. */
  const takeCounted = async (request: IncomingMessage): Promise<IntakeResult> => {
    let own = 0;
    const hold = (bytes: number): boolean => {
      if (held + bytes > mostHeld) return false;
      own += bytes;
      held += bytes;
      return true;
    };
    try {
      return hold(REQUEST_BYTES) ? await take(request, hold) : { kind: "unavailable" };
    } finally {
      held -= own;
    }
  };

  const take = async (
    request: IncomingMessage,
    hold: (bytes: number) => boolean,
  ): Promise<IntakeResult> => {
    if (request.method !== "POST") return { kind: "wrong_method" };
    const read = await readBody(request, maxBytes, hold);
    if (read.kind === "too_large") return { ...read, limit: maxBytes };
    if (read.kind === "no_room") return { kind: "unavailable" };
    if (read.kind === "aborted") return read;
    const receivedAt = Date.now();
    // On the raw bytes and before anything else is believed.
    if (!isSignedByShopify(read.body, signatureOf(request.rawHeaders), secrets)) {
      return { kind: "bad_signature" };
    }
    const headers = readWebhookHeaders(request.rawHeaders);
    if (isHeaderProblem(headers)) {
      return headers.missing
        ? { kind: "missing_header", header: headers.missing }
        : { kind: "bad_shop" };
    }
    if (commit.waitingBytes() > MOST_WAITING_BYTES) return { kind: "unavailable" };
    const shop = await findOrNoteSender(headers.shop);
    const { topic, webhookId } = headers;
    const arrived = { source: "webhook", headers, body: read.body, receivedAt } as const;
    return { ...(await commit.record(shop, arrived)), shopId: shop.shopId, topic, webhookId };
  };

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const started = performance.now();
    open += 1;
    let isAnswered = false;
    const finish = (result: IntakeResult): void => {
      if (isAnswered) return;
      isAnswered = true;
      open -= 1;
      clearTimeout(late);
      answer(request, response, result);
      account(result, performance.now() - started);
    };
    // What the database commits after this is a duplicate when Shopify sends it again.
    const late = setTimeout(finish, ANSWER_WITHIN_MS, UNAVAILABLE);
    takeCounted(request)
      .then(finish, (error: unknown) => finish(unavailable(error)))
      .catch((error: unknown) => log.error({ err: error }, "webhook answer failed"));
  };

  const account = (result: IntakeResult, ms: number): void => {
    intakeRequests.inc({ result: result.kind });
    intakeSeconds.observe(ms / 1_000);
    intakeWaitingBytes.set(commit.waitingBytes());
    if (result.kind === "stored" || result.kind === "duplicate") {
      log.debug({ ...result, ms: Math.round(ms * 10) / 10 }, "webhook");
    } else {
      rejections.count(result.kind);
    }
  };

  return {
    handle,
    crowded: commit.crowded,
    stop: async () => {
      while (open > 0) {
        await commit.drained();
        await new Promise(setImmediate);
      }
      await commit.stop();
      await rejections.stop();
    },
  };
}

const UNAVAILABLE: IntakeResult = { kind: "unavailable" };

function unavailable(error: unknown): IntakeResult {
  // What the group commit refused it has logged already; the rest is a database that cannot be reached.
  if (!(error instanceof NotStoredError)) {
    log.error({ error: error instanceof Error ? error.name : "unknown" }, "webhook not stored");
  }
  return UNAVAILABLE;
}

function answer(request: IncomingMessage, response: ServerResponse, result: IntakeResult): void {
  const answered = answerTo(result);
  if (!answered || response.headersSent || response.destroyed) return;
  response.writeHead(answered.status, {
    "Content-Type": "text/plain",
    "Content-Length": Buffer.byteLength(answered.body),
    // Whoever has not sent the whole body in time is not waited for any longer.
    ...(!request.complete && { Connection: "close" }),
    ...answered.headers,
  });
  response.end(answered.body);
}
