/** How one request to `POST /webhooks` ends. Each variant has its HTTP answer in `answerTo`. */
export type IntakeResult =
  | Readonly<{ kind: "stored"; eventId: string; shopId: string; topic: string; webhookId: string }>
  | Readonly<{
      kind: "duplicate";
      eventId: string;
      shopId: string;
      topic: string;
      webhookId: string;
    }>
  | Readonly<{ kind: "wrong_method" }>
  | Readonly<{ kind: "too_large"; limit: number }>
  | Readonly<{ kind: "bad_signature" }>
  | Readonly<{ kind: "missing_header"; header: string }>
  | Readonly<{ kind: "bad_shop" }>
  | Readonly<{ kind: "unavailable" }>
  /** The sender went away before its body was complete: nobody is left to answer. */
  | Readonly<{ kind: "aborted" }>;

export type RejectionCause = Exclude<IntakeResult["kind"], "stored" | "duplicate">;

export type Answer = Readonly<{ status: number; body: string; headers?: Record<string, string> }>;

/** Seconds after which Shopify may ask again; its own schedule decides in the end. */
const RETRY_AFTER = "5";

export function answerTo(result: IntakeResult): Answer | undefined {
  switch (result.kind) {
    case "stored":
    case "duplicate":
      return { status: 200, body: "" };
    case "wrong_method":
      return { status: 405, body: "send webhooks with POST\n", headers: { Allow: "POST" } };
    case "too_large":
      return {
        status: 413,
        body: `the body is larger than ${result.limit} bytes\n`,
        headers: { Connection: "close" },
      };
    case "bad_signature":
      return { status: 401, body: "X-Shopify-Hmac-Sha256 is missing or does not match the body\n" };
    case "missing_header":
      return { status: 400, body: `${result.header} is missing or longer than 255 characters\n` };
    case "bad_shop":
      return { status: 400, body: "X-Shopify-Shop-Domain is not a myshopify.com domain\n" };
    case "unavailable":
      return {
        status: 503,
        body: "not stored, send it again\n",
        headers: { "Retry-After": RETRY_AFTER },
      };
    case "aborted":
      return undefined;
  }
}
