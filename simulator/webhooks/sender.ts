import { Agent, request } from "undici";
import type { WebhookAttempt } from "./webhook.ts";

/** Shopify's limits: one second to connect, five in all. */
const CONNECT_MS = 1_000;
const TOTAL_MS = 5_000;

export interface Sender {
  /** One POST. Never throws: what goes wrong is in the attempt. */
  post(address: string, headers: Record<string, string>, body: Buffer): Promise<WebhookAttempt>;
  close(): Promise<void>;
}

/**
 * @param resolve public origins that are really found elsewhere.
 * @param connections kept alive to each origin.
 */
export function createSender(resolve: Record<string, string>, connections: number): Sender {
  const agent = new Agent({
    connections,
    pipelining: 1,
    connect: { timeout: CONNECT_MS },
    keepAliveTimeout: 30_000,
  });

  async function post(
    address: string,
    headers: Record<string, string>,
    body: Buffer,
  ): Promise<WebhookAttempt> {
    const at = Date.now();
    const from = performance.now();
    const controller = new AbortController();
    // An answer that is already here, but was not read because this process was
    // busy, is read before the time is called over.
    const timer = setTimeout(
      () => setImmediate(() => controller.abort(new Error("no answer within 5 s"))),
      TOTAL_MS,
    );
    const attempt = (status: number | null, error: string | null): WebhookAttempt => ({
      at,
      tookMs: Math.round((performance.now() - from) * 10) / 10,
      status,
      error,
    });
    try {
      const url = new URL(address);
      const target = resolve[url.origin];
      const answer = await request(target ? `${target}${url.pathname}${url.search}` : address, {
        method: "POST",
        headers: target ? { ...headers, Host: url.host } : headers,
        body,
        dispatcher: agent,
        signal: controller.signal,
      });
      await answer.body.dump({ limit: 1024 * 1024, signal: controller.signal });
      const status = answer.statusCode;
      return attempt(status, status >= 200 && status < 300 ? null : `answered ${status}`);
    } catch (error) {
      const cause = controller.signal.aborted ? controller.signal.reason : error;
      return attempt(null, describe(cause));
    } finally {
      clearTimeout(timer);
    }
  }

  return { post, close: () => agent.destroy() };
}

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = (cause as NodeJS.ErrnoException).code;
  return code && !cause.message.includes(code) ? `${code}: ${cause.message}` : cause.message;
}

/** Whether an attempt succeeded: only 2xx counts, and a redirect is a failure. */
export function succeeded(attempt: WebhookAttempt): boolean {
  return attempt.status !== null && attempt.status >= 200 && attempt.status < 300;
}
