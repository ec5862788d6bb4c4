import { Agent, type Dispatcher } from "undici";
import type { DestinationAdapter, SendFailure, SendResult } from "./destination-kind.ts";
import type { HttpSettings } from "./http-description.ts";
import { httpHeaders } from "./http-message.ts";
import type { AllowList } from "./outgoing-address.ts";
import { checkHost, guardedConnector, type Resolve } from "./outgoing-connect.server.ts";
import { failureOf } from "./send-failure.ts";

/** Milliseconds a try may take, and bytes of the answer that are read. */
export type HttpLimits = Readonly<{
  connectMs: number;
  headersMs: number;
  /** From the beginning to the end, the answer's body included. */
  totalMs: number;
  bodyBytes: number;
}>;

export const HTTP_LIMITS: HttpLimits = {
  connectMs: 5_000,
  headersMs: 15_000,
  totalMs: 20_000,
  bodyBytes: 65_536,
};

export type HttpOptions = Readonly<{
  allowList: AllowList;
  limits?: Partial<HttpLimits>;
  /** How names are resolved; the system's resolver unless given. */
  resolve?: Resolve;
}>;

/** The kind `http`: one POST per delivery, over kept-alive connections, following no redirect. */
export function createHttpAdapter({
  allowList,
  limits,
  resolve,
}: HttpOptions): DestinationAdapter<HttpSettings> & {
  close: () => Promise<void>;
} {
  const within = { ...HTTP_LIMITS, ...limits };
  const agent = new Agent({
    connect: guardedConnector(allowList, within.connectMs, resolve),
    headersTimeout: within.headersMs,
    bodyTimeout: within.totalMs,
    pipelining: 1,
    maxHeaderSize: 16_384,
  });
  return {
    totalMs: within.totalMs,
    deliver: (message, { settings, secrets }, { signal }) => {
      const { origin, path } = placeOf(settings);
      const timestamp = Math.floor(Date.now() / 1_000);
      const headers = httpHeaders(message, settings, secrets, timestamp).flat();
      const request: Dispatcher.DispatchOptions = {
        origin,
        path,
        method: "POST",
        headers,
        body: message.body,
      };
      return send(agent, request, within, signal);
    },
    check: async ({ settings }) => {
      const problem = await checkHost(new URL(settings.url), allowList, resolve);
      return { ...(problem !== undefined && { url: problem }) };
    },
    close: () => agent.destroy(),
  };
}

type Place = Readonly<{ origin: string; path: string }>;
const places = new WeakMap<HttpSettings, Place>();

/** Settings are the same object from one request to the next, until somebody changes them. */
function placeOf(settings: HttpSettings): Place {
  const known = places.get(settings);
  if (known) return known;
  const url = new URL(settings.url);
  const place = { origin: url.origin, path: url.pathname + url.search };
  places.set(settings, place);
  return place;
}

/**
 * One request, told as what came of it. undici's `request` would do, but makes a stream of every
 * answer; this reads the few bytes that are wanted and no more.
 */
function send(
  agent: Agent,
  request: Dispatcher.DispatchOptions,
  limits: HttpLimits,
  signal: AbortSignal | undefined,
): Promise<SendResult> {
  return new Promise((resolve) => {
    const started = performance.now();
    const chunks: Buffer[] = [];
    let size = 0;
    let answer: { status: number; headers: [string, string][] } | undefined;
    let controller: Dispatcher.DispatchController | undefined;
    let settled = false;

    const settle = (result: Parts): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
      resolve({ ...result, durationMs: Math.round(performance.now() - started) });
    };
    // A status that came is the answer, however its body ends.
    const settleAnswer = (bodyCut: boolean): boolean => {
      if (!answer) return false;
      const body = Buffer.concat(chunks).subarray(0, limits.bodyBytes);
      settle({ type: "answer", ...answer, body, bodyCut });
      return true;
    };
    const end = (failure: SendFailure, detail: string): void => {
      if (!settleAnswer(true)) settle({ type: "no_answer", failure, detail });
      controller?.abort(new Error(detail));
    };
    const stop = (): void => end("stopped", "stopped");
    const timer = setTimeout(
      () => end("timeout", `no complete answer within ${limits.totalMs} ms`),
      limits.totalMs,
    );
    if (signal?.aborted) return stop();
    signal?.addEventListener("abort", stop);

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: (started) => {
        controller = started;
        if (settled) started.abort(new Error("ended before it began"));
      },
      onResponseStart: (_, status, headers) => {
        // 1xx are announcements; the answer is still to come.
        if (status >= 200) answer = { status, headers: headerPairs(headers) };
      },
      onResponseData: (_, chunk) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > limits.bodyBytes) end("protocol", "the answer is too long");
      },
      onResponseEnd: () => void settleAnswer(false),
      onResponseError: (_, error) => {
        if (!settleAnswer(true)) settle({ type: "no_answer", ...failureOf(error) });
      },
    };
    try {
      agent.dispatch(request, handler);
    } catch (error) {
      settle({ type: "no_answer", ...failureOf(error) });
    }
  });
}

type WithoutDuration<T> = T extends SendResult ? Omit<T, "durationMs"> : never;
type Parts = WithoutDuration<SendResult>;

function headerPairs(headers: Readonly<Record<string, string | string[] | undefined>>) {
  return Object.entries(headers).flatMap(([name, value]): [string, string][] => {
    if (value === undefined) return [];
    return [value].flat().map((each) => [name, each]);
  });
}
