import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { ScriptedAnswers, type Answer, type Script } from "./script.ts";

/** One request as it came in. */
export interface RecordedRequest {
  /** Counts up from 1 for each destination, and never starts anew but by a reset. */
  number: number;
  at: number;
  method: string;
  path: string;
  headers: Record<string, string>;
  /** Names and values as they were sent, in order. */
  rawHeaders: string[];
  bytes: number;
  sha256: string;
  /** Base64, cut off at the limit. */
  body: string;
  /** The status it was answered with, or what was done instead. */
  answered: number | string;
}

const BODY_KEPT = 1024 * 1024;
const PIECE = Buffer.alloc(16 * 1024, "x");

class Destination {
  count = 0;
  readonly requests: RecordedRequest[] = [];
  readonly answers = new ScriptedAnswers();
}

/** Systems that webhooks are forwarded to: they record what they get and answer as told. */
export class Destinations {
  private readonly byName = new Map<string, Destination>();
  private readonly keep: number;
  private readonly ending = new AbortController();

  constructor(keep: number) {
    this.keep = keep;
  }

  private at(name: string): Destination {
    let destination = this.byName.get(name);
    if (!destination) {
      destination = new Destination();
      this.byName.set(name, destination);
    }
    return destination;
  }

  script(name: string, script: Script): Script {
    const { answers } = this.at(name);
    answers.set(script);
    return answers.describe();
  }

  /** What came in after the given number, oldest first, at most `limit`. */
  requests(name: string, since = 0, limit = 1_000): { count: number; requests: RecordedRequest[] } {
    const { count, requests } = this.at(name);
    return { count, requests: requests.filter((one) => one.number > since).slice(0, limit) };
  }

  list(): { name: string; count: number; script: Script }[] {
    return [...this.byName].map(([name, { count, answers }]) => ({
      name,
      count,
      script: answers.describe(),
    }));
  }

  /** Forgets requests and script; without a name, of all destinations. */
  reset(name?: string): void {
    if (name === undefined) this.byName.clear();
    else this.byName.delete(name);
  }

  close(): void {
    this.ending.abort();
  }

  async handle(
    req: IncomingMessage,
    res: ServerResponse,
    name: string,
    path: string,
  ): Promise<void> {
    const hash = createHash("sha256");
    const kept: Buffer[] = [];
    let bytes = 0;
    for await (const part of req as AsyncIterable<Buffer>) {
      hash.update(part);
      if (bytes < BODY_KEPT) kept.push(part.subarray(0, BODY_KEPT - bytes));
      bytes += part.length;
    }
    const destination = this.at(name);
    const answer = destination.answers.next();
    destination.count += 1;
    destination.requests.push({
      number: destination.count,
      at: Date.now(),
      method: req.method ?? "",
      path,
      headers: Object.fromEntries(
        Object.entries(req.headers).map(([key, value]) => [key, [value].flat().join(", ")]),
      ),
      rawHeaders: req.rawHeaders,
      bytes,
      sha256: hash.digest("hex"),
      body: Buffer.concat(kept).toString("base64"),
      answered: described(answer),
    });
    if (destination.requests.length > this.keep) destination.requests.shift();
    await give(res, answer, this.ending.signal);
  }
}

function described(answer: Answer): number | string {
  if (answer.hang) return "no answer";
  if (answer.raw !== undefined) return "raw bytes";
  if (answer.closeSocket) return "connection closed";
  return answer.redirectTo ? (answer.status ?? 302) : (answer.status ?? 200);
}

async function give(res: ServerResponse, answer: Answer, ending: AbortSignal): Promise<void> {
  if (answer.hang) return;
  const gone = new AbortController();
  res.once("close", () => gone.abort());
  const signal = AbortSignal.any([ending, gone.signal]);
  try {
    if (answer.delayMs) await sleep(answer.delayMs, undefined, { signal });
    if (answer.closeSocket === true || answer.closeSocket === "before") return void res.destroy();
    if (answer.raw !== undefined) {
      res.socket?.end(answer.raw);
      return;
    }
    const headers: Record<string, string> = { ...answer.headers };
    if (answer.redirectTo) headers["location"] = answer.redirectTo;
    res.writeHead(answer.status ?? (answer.redirectTo ? 302 : 200), headers);
    if (answer.closeSocket === "during") {
      res.write("{");
      await sleep(5, undefined, { signal });
      return void res.destroy();
    }
    if (answer.bodyBytes !== undefined) await pour(res, answer, signal);
    res.end(answer.body ?? "");
  } catch (error) {
    // The other side hung up, or the simulator ends: neither is a fault.
    if (!signal.aborted) throw error;
  }
}

async function pour(res: ServerResponse, answer: Answer, signal: AbortSignal): Promise<void> {
  let left = answer.bodyBytes === "endless" ? Infinity : Number(answer.bodyBytes);
  while (left > 0 && !signal.aborted) {
    const piece = left >= PIECE.length ? PIECE : PIECE.subarray(0, left);
    left -= piece.length;
    if (!res.write(piece)) {
      await new Promise<void>((done) => {
        res.once("drain", done);
        signal.addEventListener("abort", () => done(), { once: true });
      });
    }
    if (answer.bodyPauseMs) await sleep(answer.bodyPauseMs, undefined, { signal });
  }
}
