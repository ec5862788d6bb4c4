import { setTimeout as wait } from "node:timers/promises";
import { signatureHeaders } from "./sign.js";

const TIMEOUT_MS = 30_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Sends a message until the server answers, with whatever status.
 * @param {import("./listener.js").Message} message
 * @param {import("./options.js").Options} options
 * @param {AbortSignal} signal
 * @param {(problem: string) => void} onProblem told once, when nothing answers
 * @returns {Promise<{ status: number, ms: number }>}
 */
export async function forward(message, options, signal, onProblem) {
  const body = Buffer.from(message.body, "base64");
  let told = false;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const seconds = Math.floor(Date.now() / 1_000);
    const headers = new Headers(message.headers.map(({ name, value }) => [name, value]));
    for (const [name, value] of signatureHeaders({ id: message.eventId, body, seconds }, options)) {
      headers.set(name, value);
    }
    const started = performance.now();
    try {
      const response = await fetch(options.forward, {
        method: "POST",
        headers,
        body,
        // What it is redirected to may be another computer.
        redirect: "manual",
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      await response.body?.cancel();
      return { status: response.status, ms: Math.round(performance.now() - started) };
    } catch {
      signal.throwIfAborted();
      if (!told) onProblem(`nothing answers at ${options.forward.host}`);
      told = true;
      await wait(pause, undefined, { signal });
    }
  }
}
