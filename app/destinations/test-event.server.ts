import { randomBytes } from "node:crypto";
import { newId } from "#app/ids.server.ts";
import type { DestinationForm, DestinationSecrets, FieldErrors, KindName } from "./destination.ts";
import type { AnswerResult, OutgoingMessage, SendFailure, SendResult } from "./destination-kind.ts";
import { adapterOf } from "./destination-kinds.server.ts";
import { checkDestinationForm } from "./save-destination.server.ts";
import { signingSecret } from "./webhook-signature.ts";

/** What a destination really answered to a test event. */
export type TestResult =
  | Readonly<{ kind: "invalid"; errors: FieldErrors }>
  | Readonly<{
      kind: "answered";
      /** Whether the destination would count as having taken it. */
      accepted: boolean;
      /** Undefined for a kind that does not answer over HTTP. */
      status: number | undefined;
      /** The destination's own code for what it did not take. */
      cause: string | undefined;
      durationMs: number;
      headers: readonly (readonly [string, string])[];
      /** First bytes of the answer, as text. */
      body: string;
      bodyCut: boolean;
    }>
  /** A limit of the destination's own is reached; in `ms` it may be tried again. */
  | Readonly<{ kind: "limited"; reason: string; ms: number; durationMs: number }>
  | Readonly<{ kind: "no_answer"; failure: SendFailure; detail: string; durationMs: number }>;

const SHOWN_BYTES = 4_096;

/**
 * Sends one test event to settings that need not be saved. Nothing is stored.
 * @param saved the destination the form is of; an unsaved one is signed with a secret made up here
 */
export async function sendTestEvent(
  shop: Readonly<{ shopId: string; domain: string }>,
  kind: KindName,
  form: DestinationForm,
  saved?: Readonly<{ id: string; secrets: DestinationSecrets }>,
): Promise<TestResult> {
  // The general fields have no say in where it goes and how it is signed.
  const checked = await checkDestinationForm(
    shop,
    kind,
    { name: "Test", fields: form.fields },
    saved,
  );
  if (!checked.ok) return { kind: "invalid", errors: checked.errors };
  const { secrets } = checked;
  const now = new Date().toISOString();
  const made = [{ secret: signingSecret(randomBytes(32)), since: now }];
  const target = {
    shopId: shop.shopId,
    shopDomain: shop.domain,
    destinationId: saved?.id,
    settings: checked.values.settings,
    secrets: secrets.signing.length > 0 ? secrets : { ...secrets, signing: made },
  };
  return shown(await adapterOf(kind).deliver(testMessage(shop.domain, now), target, {}));
}

function testMessage(domain: string, now: string): OutgoingMessage {
  const id = newId();
  return {
    sendId: id,
    lane: "test",
    processAgain: false,
    topic: "rollcall/test",
    source: "test",
    sequence: "0",
    stale: false,
    headers: [
      ["X-Shopify-Topic", "rollcall/test"],
      ["X-Shopify-Shop-Domain", domain],
      ["X-Shopify-Webhook-Id", id],
      ["X-Shopify-Triggered-At", now],
    ],
    body: Buffer.from(
      JSON.stringify({ id, test: true, message: "A test event from Rollcall.", sent_at: now }),
    ),
  };
}

function shown(result: SendResult): TestResult {
  const { durationMs } = result;
  switch (result.type) {
    case "no_answer":
      return { kind: "no_answer", failure: result.failure, detail: result.detail, durationMs };
    case "limited":
      return { kind: "limited", reason: result.reason, ms: result.ms, durationMs };
    case "answer":
      return answered(result, result.status >= 200 && result.status < 300, durationMs);
    case "judged":
      return {
        ...answered(result.answer, result.outcome === "delivered", durationMs),
        cause: result.cause,
      };
  }
}

function answered(
  answer: Omit<AnswerResult, "type"> | undefined,
  accepted: boolean,
  durationMs: number,
) {
  return {
    kind: "answered",
    accepted,
    status: answer?.status,
    cause: undefined,
    durationMs,
    headers: answer?.headers ?? [],
    body: answer?.body.subarray(0, SHOWN_BYTES).toString() ?? "",
    bodyCut: answer !== undefined && (answer.bodyCut || answer.body.length > SHOWN_BYTES),
  } as const;
}
