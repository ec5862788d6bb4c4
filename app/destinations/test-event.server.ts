import { randomBytes } from "node:crypto";
import { newId } from "#app/ids.server.ts";
import type { DestinationSecrets, FieldErrors, HttpDestinationForm } from "./destination.ts";
import type { SendFailure } from "./destination-kind.ts";
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
      status: number;
      durationMs: number;
      headers: readonly (readonly [string, string])[];
      /** First bytes of the answer, as text. */
      body: string;
      bodyCut: boolean;
    }>
  | Readonly<{ kind: "no_answer"; failure: SendFailure; detail: string; durationMs: number }>;

const SHOWN_BYTES = 4_096;

/**
 * Sends one test event to settings that need not be saved. Nothing is stored.
 * @param secrets those of a saved destination; an unsaved one is signed with a secret made up here
 */
export async function sendTestEvent(
  shop: Readonly<{ domain: string }>,
  form: HttpDestinationForm,
  secrets?: DestinationSecrets,
): Promise<TestResult> {
  // The other fields have no say in where it goes and how it is signed.
  const checked = await checkDestinationForm({
    name: "Test",
    ...(form.url !== undefined && { url: form.url }),
    shopifyHmac: form.shopifyHmac ?? false,
  });
  if (!checked.ok) return { kind: "invalid", errors: checked.errors };
  const id = newId();
  const now = new Date().toISOString();
  const body = Buffer.from(
    JSON.stringify({ id, test: true, message: "A test event from Rollcall.", sent_at: now }),
  );
  const result = await adapterOf("http").deliver(
    {
      sendId: id,
      processAgain: false,
      topic: "rollcall/test",
      source: "test",
      sequence: "0",
      stale: false,
      headers: [
        ["X-Shopify-Topic", "rollcall/test"],
        ["X-Shopify-Shop-Domain", shop.domain],
        ["X-Shopify-Webhook-Id", id],
        ["X-Shopify-Triggered-At", now],
      ],
      body,
    },
    {
      settings: checked.values.settings,
      secrets: secrets ?? { signing: [{ secret: signingSecret(randomBytes(32)), since: now }] },
    },
    {},
  );
  if (result.type === "no_answer") {
    const { failure, detail, durationMs } = result;
    return { kind: "no_answer", failure, detail, durationMs };
  }
  return {
    kind: "answered",
    accepted: result.status >= 200 && result.status < 300,
    status: result.status,
    durationMs: result.durationMs,
    headers: result.headers,
    body: result.body.subarray(0, SHOWN_BYTES).toString(),
    bodyCut: result.bodyCut || result.body.length > SHOWN_BYTES,
  };
}
