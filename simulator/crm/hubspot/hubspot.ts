import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "../../http-io.ts";
import { CrmFaults } from "../faults.ts";
import { burstLimit, dailyLimit, down, type HubSpotAnswer, noToken, validation } from "./errors.ts";
import { HubSpotLimits } from "./limits.ts";
import { Portal } from "./portal.ts";
import { answerCall, readCallBody } from "./routes.ts";
import { HubSpotTokens } from "./tokens.ts";

export interface HubSpotOptions {
  /** Calls in ten seconds and in a day: 190 and 650,000 of a Professional account, unless given. */
  perTenSeconds?: number;
  perDay?: number;
  seed?: number;
  now?: () => number;
}

/** A HubSpot account behind its API: what it holds, what it allows, and what goes wrong with it. */
export class HubSpot {
  readonly portal = new Portal();
  readonly tokens = new HubSpotTokens();
  readonly limits: HubSpotLimits;
  readonly faults: CrmFaults;
  /** Calls by what they were for: `POST /crm/objects/2026-03/orders/batch/upsert` … */
  readonly calls = new Map<string, number>();
  private readonly now: () => number;

  constructor(options: HubSpotOptions = {}) {
    this.limits = new HubSpotLimits(options.perTenSeconds ?? 190, options.perDay ?? 650_000);
    this.faults = new CrmFaults(options.seed);
    this.now = options.now ?? Date.now;
  }

  /** @param path of the request, without what the stand-in is mounted under */
  async handle(req: IncomingMessage, res: ServerResponse, path: string): Promise<void> {
    const url = new URL(path, "http://hubspot");
    const text = (await readBody(req)).toString("utf8");
    const call = `${req.method ?? ""} ${url.pathname}`;
    this.calls.set(call, (this.calls.get(call) ?? 0) + 1);
    if (url.pathname === "/oauth/v1/token") {
      return give(res, this.tokens.refresh(new URLSearchParams(text), this.now()), {});
    }
    const fault = this.faults.next(url.pathname);
    switch (fault?.kind) {
      case "close":
        return void res.destroy();
      case "hang":
        return;
      case "status":
        return give(res, down(fault.status ?? 500), {});
      case "burst":
        return give(res, burstLimit(), this.limits.headers());
      case "daily":
        return give(res, dailyLimit(), this.limits.headers());
      case "unauthorised":
        return give(res, noToken(), {});
      case "refuse":
        return give(res, validation("Invalid input JSON"), {});
      case "babble":
        return void res.writeHead(200, { "content-type": "text/html" }).end("<h1>It works!</h1>");
      case "expire":
        this.tokens.expireAll(this.now());
        break;
      default:
    }
    const answer = this.answer(req, url, text);
    if (fault?.kind === "close-after") return void res.destroy();
    if (fault?.kind === "hang-after") return;
    give(res, answer, this.limits.headers());
  }

  private answer(req: IncomingMessage, url: URL, text: string): HubSpotAnswer {
    const now = this.now();
    const scopes = this.tokens.authorise(req.headers.authorization, now);
    if (!Array.isArray(scopes)) return scopes;
    const limited = this.limits.take(now);
    if (limited) return limited;
    return answerCall(this.portal, {
      method: req.method ?? "",
      path: url.pathname,
      query: url.searchParams,
      body: readCallBody(text),
      scopes,
      now,
    });
  }
}

function give(res: ServerResponse, answer: HubSpotAnswer, headers: Record<string, string>): void {
  const body = answer.body === undefined ? "" : JSON.stringify(answer.body);
  res.writeHead(answer.status, {
    "content-type": "application/json;charset=utf-8",
    ...headers,
    ...answer.headers,
  });
  res.end(body);
}
