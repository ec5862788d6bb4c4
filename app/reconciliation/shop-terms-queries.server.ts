import { prisma } from "#app/db.server.ts";
import { withImpliedScopes } from "#app/shopify-admin/scope.ts";
import { KIND_RULES, type ResourceKind, topicsOf } from "./resource-kinds.ts";

/** The shop as far as its records are compared. */
export type ComparedShop = Readonly<{
  shopId: string;
  domain: string;
  timeZone: string;
  /** When the present installation began; null: not installed. */
  installedAt: Date | null;
  scopes: ReadonlySet<string>;
  /** Topics that Shopify is asked to send, whether it does at this moment or not. */
  subscribed: ReadonlySet<string>;
}>;

const INSTALLED = ["installed", "registering", "active"];

export async function readComparedShop(shopId: string): Promise<ComparedShop> {
  const [shop, subscriptions] = await Promise.all([
    prisma.shop.findUniqueOrThrow({ where: { id: shopId } }),
    prisma.subscription.findMany({ where: { shopId }, select: { topic: true, state: true } }),
  ]);
  return {
    shopId,
    domain: shop.domain,
    timeZone: shop.timezone ?? "UTC",
    installedAt: INSTALLED.includes(shop.installState) ? shop.installedAt : null,
    scopes: withImpliedScopes(shop.grantedScopes),
    subscribed: new Set(
      subscriptions.filter(({ state }) => state !== "scope_missing").map(({ topic }) => topic),
    ),
  };
}

/** Why a kind is not compared at all, or the topics that are looked for. */
export type KindTerms =
  | Readonly<{ kind: "compared"; topics: readonly string[] }>
  | Readonly<{ kind: "scope-missing"; scope: string }>
  | Readonly<{ kind: "not-subscribed" }>;

export function kindTerms(shop: ComparedShop, kind: ResourceKind): KindTerms {
  const { scopes } = KIND_RULES[kind];
  if (!scopes.some((scope) => shop.scopes.has(scope))) {
    return { kind: "scope-missing", scope: scopes[0] ?? "" };
  }
  const topics = topicsOf(kind).filter((topic) => shop.subscribed.has(topic));
  return topics.length > 0 ? { kind: "compared", topics } : { kind: "not-subscribed" };
}
