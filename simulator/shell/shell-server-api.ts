import type { ScopesDetail } from "../app-bridge/protocol.ts";
import { scopeInWords } from "./scope-words.ts";
import type { ShellOptions } from "./shell-options.ts";

/**
 * What the page around the app asks its server for, as JSON.
 *
 * @param name the last part of the address
 * @returns undefined when there is no such question
 */
export async function answerApi(
  { app, backend }: ShellOptions,
  shop: string,
  name: string,
  body: string,
): Promise<unknown> {
  const given = parse(body);
  switch (name) {
    case "id-token":
      return { idToken: await backend.idToken(shop) };
    case "scopes":
      if (given["granted"] !== undefined) await backend.grant(shop, strings(given["granted"]));
      return scopesDetail();
    case "scope-words":
      return strings(given["scopes"]).map(scopeInWords);
    default:
      return undefined;
  }

  async function scopesDetail(): Promise<ScopesDetail> {
    const store = await backend.store(shop);
    return {
      granted: store?.grantedScopes ?? [],
      required: [...app.scopes],
      optional: [...(app.optionalScopes ?? [])],
    };
  }
}

function parse(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body || "{}");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
