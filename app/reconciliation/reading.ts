import type { AdminOutcome } from "#app/shopify-admin/admin-outcome.ts";
import type { CallPacer } from "#app/shopify-admin/call-pacer.server.ts";
import type { ChangedResource, WholeResource } from "./changed-resource.ts";
import type { ComparedShop } from "./shop-terms-queries.server.ts";

/** One page of what changed in a window. Times are milliseconds since 1970. */
export type Window = Readonly<{ from: number; to: number }>;
export type ResourcePage = Readonly<{
  resources: readonly ChangedResource[];
  /** Where the next page begins; undefined after the last one. */
  next: string | undefined;
}>;

/** How one kind of resource is read from Shopify. */
export type KindReader = Readonly<{
  page: (
    reading: Reading,
    window: Window,
    cursor: string | null,
  ) => Promise<AdminOutcome<ResourcePage>>;
  /** Resources whole; those that are gone or cannot be seen are left out. */
  whole: (reading: Reading, gids: readonly string[]) => Promise<AdminOutcome<WholeResource[]>>;
}>;

/** What a piece of reading goes by: the shop, what it may cost, and what is looked for. */
export type Reading = Readonly<{
  shop: ComparedShop;
  pacer: CallPacer;
  topics: ReadonlySet<string>;
}>;

/** A call may wait long for its turn in the shop's budget. */
export const CALL_WITHIN_MS = 120_000;
