import type { IncomingMessage, ServerResponse } from "node:http";
import { asRecord, readBody, sendJson } from "../http-io.ts";
import { handleAccessToken } from "../oauth/access-token-endpoint.ts";
import { findToken } from "../oauth/tokens.ts";
import type { Simulation } from "../simulation.ts";
import type { Shop } from "../store/shop.ts";
import { applyFault } from "./apply-fault.ts";
import { contextFor } from "./context.ts";
import { runGraphql, throttledAnswer } from "./execute.ts";
import { nodeBuilders } from "./resolvers.ts";
import { API_VERSION, SUPPORTED_VERSIONS } from "./schema.ts";

const WRONG_TOKEN = "[API] Invalid API key or access token (unrecognized login or wrong password)";

/** Everything below `https://{shop}`: the token endpoint and Admin GraphQL. */
export async function handleShopRequest(
  simulation: Simulation,
  req: IncomingMessage,
  res: ServerResponse,
  domain: string,
): Promise<void> {
  const path = new URL(req.url ?? "/", "http://shop").pathname;
  const shop = simulation.shops.get(domain);
  if (!shop) return sendJson(res, 404, { errors: "Not Found" });
  if (path === "/admin/oauth/access_token" && req.method === "POST") {
    return handleAccessToken(simulation, req, res, shop);
  }
  const version = /^\/admin\/api\/([^/]+)\/graphql\.json$/.exec(path)?.[1];
  if (version !== undefined && req.method === "POST") {
    return handleGraphql(simulation, req, res, shop, version);
  }
  sendJson(res, 404, { errors: "Not Found" });
}

async function handleGraphql(
  simulation: Simulation,
  req: IncomingMessage,
  res: ServerResponse,
  shop: Shop,
  asked: string,
): Promise<void> {
  const served = servedVersion(asked);
  if (served === null) return sendJson(res, 404, { errors: "Not Found" });
  const text = (await readBody(req)).toString("utf8");
  const fault = simulation.apiFaults.next(shop.domain, ["graphql"], text);
  if (fault && fault.kind !== "throttle" && fault.kind !== "internal") {
    return applyFault(res, fault);
  }
  const header = req.headers["x-shopify-access-token"];
  const token = findToken(shop, Array.isArray(header) ? header[0] : header, simulation.now());
  if (!token) return sendJson(res, 401, { errors: WRONG_TOKEN });
  const context = contextFor(simulation, shop, token, served, nodeBuilders);
  const headers = { "x-shopify-api-version": served };
  if (fault?.kind === "throttle") return sendJson(res, 200, throttledAnswer(context), headers);
  if (fault?.kind === "internal") return sendJson(res, 200, internalError(), headers);

  let request: Record<string, unknown>;
  if ((req.headers["content-type"] ?? "").includes("application/graphql")) {
    request = { query: text };
  } else {
    try {
      request = asRecord(JSON.parse(text));
    } catch {
      return sendJson(res, 400, { errors: { query: "Required parameter missing or invalid" } });
    }
  }
  if (typeof request["query"] !== "string") {
    return sendJson(res, 400, { errors: { query: "Required parameter missing or invalid" } });
  }
  sendJson(res, 200, await runGraphql(context, request), headers);
}

/** Shopify answers a version that is out of support with the oldest that is not; an unknown one is not found. */
function servedVersion(asked: string): string | null {
  if (asked === "unstable") return API_VERSION;
  if (!/^\d{4}-(?:01|04|07|10)$/.test(asked)) return null;
  if (asked > API_VERSION) return null;
  return asked < SUPPORTED_VERSIONS[0] ? SUPPORTED_VERSIONS[0] : asked;
}

function internalError(): unknown {
  return {
    errors: [
      {
        message:
          "Internal error. Looks like something went wrong on our end.\nRequest ID: 3a5f1c7e-simulated (include this in support requests).",
        extensions: { code: "INTERNAL_SERVER_ERROR", requestId: "3a5f1c7e-simulated" },
      },
    ],
  };
}
