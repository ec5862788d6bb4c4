import type { IncomingMessage, ServerResponse } from "node:http";
import { asRecord, readBody, sendJson } from "../http-io.ts";
import { present } from "../present.ts";
import { StoreRefusal } from "../store/happening.ts";

interface ControlCall {
  /** A part of the path that the route names with a colon. */
  param(name: string): string;
  query: URLSearchParams;
  body: Record<string, unknown>;
}

type Handler = (call: ControlCall) => unknown;

interface Route {
  method: string;
  parts: string[];
  handler: Handler;
}

/** The routes of the control face. A handler's value is the answer; a StoreRefusal is its own status. */
export class ControlRouter {
  private readonly routes: Route[] = [];

  on(method: string, path: string, handler: Handler): void {
    this.routes.push({ method, parts: path.split("/"), handler });
  }

  async handle(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
    const parts = url.pathname.replace(/\/$/, "").split("/");
    const fitting = this.routes.filter((route) => fits(route.parts, parts) !== null);
    const route = fitting.find((one) => one.method === req.method);
    if (!route) {
      return sendJson(res, fitting.length > 0 ? 405 : 404, { error: "no such control call" });
    }
    try {
      const text = (await readBody(req)).toString("utf8");
      const body = text === "" ? {} : asRecord(JSON.parse(text));
      const params = fits(route.parts, parts) ?? {};
      const param = (name: string) => present(params[name], name);
      const value = await route.handler({ param, query: url.searchParams, body });
      sendJson(res, 200, value ?? {});
    } catch (error) {
      if (error instanceof StoreRefusal)
        return sendJson(res, error.status, { error: error.message });
      if (error instanceof SyntaxError) return sendJson(res, 400, { error: error.message });
      sendJson(res, 500, { error: error instanceof Error ? error.message : String(error) });
    }
  }
}

function fits(route: string[], path: string[]): Record<string, string> | null {
  if (route.length !== path.length) return null;
  const params: Record<string, string> = {};
  for (const [index, name] of route.entries()) {
    const part = path[index] ?? "";
    if (name.startsWith(":")) params[name.slice(1)] = decodeURIComponent(part);
    else if (name !== part) return null;
  }
  return params;
}
