import { GraphQLError } from "graphql";
import type { Simulation } from "../simulation.ts";
import type { Customer, Order } from "../store/model.ts";
import { effectiveScopes, type AccessToken, type Shop } from "../store/shop.ts";

/** Nodes that refer to each other in circles; kept here so that the modules need not. */
export interface NodeBuilders {
  order(context: ApiContext, order: Order): unknown;
  customer(context: ApiContext, customer: Customer): unknown;
}

/** What a resolver knows of the request. */
export interface ApiContext {
  simulation: Simulation;
  shop: Shop;
  token: AccessToken;
  scopes: Set<string>;
  version: string;
  now: number;
  /** Warnings about searches, for `extensions.search`. */
  searchWarnings: unknown[];
  nodes: NodeBuilders;
}

export type Args = Record<string, unknown>;

/** The context of one request. */
export function contextFor(
  simulation: Simulation,
  shop: Shop,
  token: AccessToken,
  version: string,
  nodes: NodeBuilders,
): ApiContext {
  // A token's scopes are those granted when it was made, less what was taken away since.
  const granted = effectiveScopes(shop.installation?.scopes ?? []);
  const scopes = new Set([...effectiveScopes(token.scopes)].filter((scope) => granted.has(scope)));
  return {
    simulation,
    shop,
    token,
    scopes,
    version,
    now: simulation.now(),
    searchWarnings: [],
    nodes,
  };
}

/**
 * Refuses a field for want of a scope, as Shopify does.
 *
 * @throws GraphQLError ACCESS_DENIED when none of the scopes is granted.
 */
export function requireScope(context: ApiContext, field: string, ...anyOf: string[]): void {
  if (anyOf.some((scope) => context.scopes.has(scope))) return;
  const required = `${anyOf.map((scope) => `\`${scope}\``).join(" or ")} access scope.`;
  throw new GraphQLError(`Access denied for ${field} field. Required access: ${required}`, {
    extensions: {
      code: "ACCESS_DENIED",
      documentation: "https://shopify.dev/api/usage/access-scopes",
      requiredAccess: required,
    },
  });
}

/** The number at the end of a global id of the given type. @throws GraphQLError for another id. */
export function idOf(gid: unknown, type: string): string {
  const match = /^gid:\/\/shopify\/(\w+)\/([^?]+)/.exec(String(gid));
  if (match?.[1] === type && match[2] !== undefined) return match[2];
  throw new GraphQLError(`Invalid id: ${String(gid)}`, {
    extensions: { code: "RESOURCE_NOT_FOUND" },
  });
}
