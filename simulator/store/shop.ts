import { emptyStore, type StoreData } from "./model.ts";
import { hashOf, randomOver, type Random } from "./random.ts";

export type Plan = "standard" | "advanced" | "plus" | "enterprise";

export interface AccessToken {
  token: string;
  kind: "offline" | "online";
  scopes: string[];
  createdAt: number;
  /** Null for a token that never expires. */
  expiresAt: number | null;
  revoked: boolean;
  userId: string | null;
  refreshToken: string | null;
  refreshExpiresAt: number | null;
  /** When its refresh token was used, and for which token. */
  refreshedAt: number | null;
  successor: string | null;
}

/** A webhook subscription made through the Admin API. */
export interface Subscription {
  id: string;
  topic: string;
  uri: string;
  format: "JSON" | "XML";
  filter: string | null;
  includeFields: string[];
  metafieldNamespaces: string[];
  metafields: { namespace: string; key: string }[];
  name: string | null;
  apiVersion: string;
  createdAt: number;
  updatedAt: number;
  /** Attempts that failed since the last success. */
  failuresInARow: number;
}

interface Installation {
  id: string;
  scopes: string[];
  installedAt: number;
}

/** A subscription that is gone, and why; Shopify tells nobody. */
export interface RemovedSubscription {
  subscription: Subscription;
  at: number;
  reason: "failures" | "uninstalled" | "deleted_by_app" | "deleted_by_control";
}

export interface Shop {
  id: string;
  domain: string;
  name: string;
  email: string;
  owner: string;
  plan: Plan;
  timezone: string;
  currency: string;
  country: string;
  countryCode: string;
  province: string;
  provinceCode: string;
  city: string;
  address1: string;
  zip: string;
  phone: string;
  taxRate: number;
  taxTitle: string;
  createdAt: number;
  updatedAt: number;
  seed: number;
  /** The last id given out, as a decimal string. */
  lastId: string;
  lastOrderNumber: number;
  installation: Installation | null;
  /** Counts installs, so that a reinstall can be told from the first one. */
  installs: number;
  tokens: AccessToken[];
  subscriptions: Subscription[];
  removedSubscriptions: RemovedSubscription[];
  data: StoreData;
}

export interface ShopInput {
  domain: string;
  name?: string;
  plan?: Plan;
  timezone?: string;
  currency?: string;
  seed?: number;
  /** Ids beyond 2^53, as in Shopify's own samples. */
  bigIds?: boolean;
}

const BIG_ID_START = 820_982_911_946_154_508n;

/** A new shop with nothing in it. */
export function createShop(input: ShopInput, now: number): Shop {
  const handle = input.domain.replace(/\.myshopify\.com$/, "");
  const hash = hashOf(input.domain);
  const start = input.bigIds ? BIG_ID_START : 6_000_000_000_000n + BigInt(hash) * 100n;
  return {
    id: String(50_000_000_000 + (hash % 20_000_000_000)),
    domain: input.domain,
    name: input.name ?? handle,
    email: `owner@${handle}.example`,
    owner: "Robin Meadows",
    plan: input.plan ?? "standard",
    timezone: input.timezone ?? "America/New_York",
    currency: input.currency ?? "USD",
    country: "United States",
    countryCode: "US",
    province: "New York",
    provinceCode: "NY",
    city: "Brooklyn",
    address1: "33 Nassau Avenue",
    zip: "11222",
    phone: "+17185550142",
    taxRate: 80,
    taxTitle: "State Tax",
    createdAt: now,
    updatedAt: now,
    seed: input.seed ?? hash | 0,
    lastId: String(start),
    lastOrderNumber: 1000,
    installation: null,
    installs: 0,
    tokens: [],
    subscriptions: [],
    removedSubscriptions: [],
    data: emptyStore(),
  };
}

/** The next id of this shop, rising in uneven steps as Shopify's do. */
export function nextId(shop: Shop): string {
  const step = 32_768n * BigInt(randomOf(shop).between(1, 9));
  shop.lastId = String(BigInt(shop.lastId) + step);
  return shop.lastId;
}

const randoms = new WeakMap<Shop, Random>();

/** The shop's own stream of random numbers. */
export function randomOf(shop: Shop): Random {
  let random = randoms.get(shop);
  if (!random) {
    random = randomOver(shop);
    randoms.set(shop, random);
  }
  return random;
}

/** The scopes with what they imply: `write_x` includes `read_x`. */
export function effectiveScopes(scopes: readonly string[]): Set<string> {
  const all = new Set(scopes);
  for (const scope of scopes) {
    if (scope.startsWith("write_")) all.add(`read_${scope.slice("write_".length)}`);
  }
  return all;
}

const REMEMBERED_REMOVALS = 500;

/** Takes subscriptions away and remembers why. */
export function removeSubscriptions(
  shop: Shop,
  which: (subscription: Subscription) => boolean,
  reason: RemovedSubscription["reason"],
  now: number,
): Subscription[] {
  const gone = shop.subscriptions.filter(which);
  if (gone.length === 0) return gone;
  shop.subscriptions = shop.subscriptions.filter((subscription) => !which(subscription));
  shop.removedSubscriptions.push(
    ...gone.map((subscription) => ({ subscription, at: now, reason })),
  );
  shop.removedSubscriptions.splice(0, shop.removedSubscriptions.length - REMEMBERED_REMOVALS);
  return gone;
}
