import { Agent, type Dispatcher } from "undici";
import type { HeaderPair, SendFailure } from "../destination-kind.ts";
import type { AllowList } from "../outgoing-address.ts";
import { guardedConnector, type Resolve } from "../outgoing-connect.server.ts";
import { failureOf } from "../send-failure.ts";

/** Most that is read of an answer: a hundred records with all their fields are far below. */
const ANSWER_BYTES = 8_000_000;

export type JsonRequest = Readonly<{
  method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  url: string;
  headers: Readonly<Record<string, string>>;
  /** JSON, or a form when it is URLSearchParams. */
  body?: unknown;
}>;

export type JsonResult =
  | Readonly<{
      type: "answer";
      status: number;
      headers: readonly HeaderPair[];
      raw: Buffer;
      /** Undefined when it was no JSON. */
      json: unknown;
    }>
  | Readonly<{ type: "no_answer"; failure: SendFailure; detail: string }>;

/** Calls with JSON to a CRM's API, through the same address checks as every other destination. */
export type JsonHttp = Readonly<{
  call: (request: JsonRequest, signal: AbortSignal) => Promise<JsonResult>;
  close: () => Promise<void>;
}>;

export function createJsonHttp(
  options: Readonly<{ allowList: AllowList; connectMs: number; resolve?: Resolve }>,
): JsonHttp {
  const agent = new Agent({
    connect: guardedConnector(options.allowList, options.connectMs, options.resolve),
    pipelining: 1,
  });
  return {
    call: async (request, signal) => {
      try {
        return await answered(agent, request, signal);
      } catch (error) {
        if (signal.aborted) return { type: "no_answer", ...abortedBy(signal) };
        return { type: "no_answer", ...failureOf(error) };
      }
    },
    close: () => agent.destroy(),
  };
}

async function answered(
  agent: Agent,
  { method, url, headers, body }: JsonRequest,
  signal: AbortSignal,
): Promise<JsonResult> {
  const form = body instanceof URLSearchParams;
  const { origin, pathname, search } = new URL(url);
  const response: Dispatcher.ResponseData = await agent.request({
    origin,
    path: pathname + search,
    method,
    headers: {
      accept: "application/json",
      "user-agent": "Rollcall/1.0",
      ...(body !== undefined && {
        "content-type": form ? "application/x-www-form-urlencoded" : "application/json",
      }),
      ...headers,
    },
    ...(body !== undefined && { body: form ? body.toString() : JSON.stringify(body) }),
    signal,
  });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size > ANSWER_BYTES) throw new Error("the answer is too long");
  }
  const raw = Buffer.concat(chunks);
  return {
    type: "answer",
    status: response.statusCode,
    headers: pairs(response.headers),
    raw,
    json: parsed(raw),
  };
}

function parsed(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}

function pairs(headers: Dispatcher.ResponseData["headers"]): HeaderPair[] {
  return Object.entries(headers).flatMap(([name, value]): HeaderPair[] =>
    value === undefined ? [] : [value].flat().map((each): HeaderPair => [name, each]),
  );
}

/** Stopped by whoever called, or out of time. */
function abortedBy(signal: AbortSignal): { failure: SendFailure; detail: string } {
  const timeout = signal.reason instanceof DOMException && signal.reason.name === "TimeoutError";
  return timeout
    ? { failure: "timeout", detail: "no complete answer in time" }
    : { failure: "stopped", detail: "stopped" };
}
