import type { ResourceKind } from "./resource-kinds.ts";

/** What can be said of one kind of resource. Times are milliseconds since 1970. */
export type KindStatement = Readonly<{ kind: ResourceKind }> &
  (
    | Readonly<{ state: "scope_missing"; scope: string }>
    | Readonly<{ state: "not_subscribed" }>
    /** Nothing was compared to its end yet. */
    | Readonly<{ state: "not_compared"; problem: Problem | undefined }>
    | Compared
  );

export type Problem = Readonly<{ text: string; at: number }>;

export type Compared = Readonly<{
  state: "compared";
  /** What changed between these two, by Shopify's own `updated_at`, was compared. */
  from: number;
  to: number;
  /** When the comparison that says so ended. */
  provenAt: number;
  /** Why the last attempt to go further did not end well. */
  problem: Problem | undefined;
  /** Resources whose newest change falls into that time. */
  changed: number;
  /** Of these, whose newest state is in the log. */
  inLog: number;
  /** Of these, found missing by a comparison and recovered. */
  recovered: number;
  limits: readonly Limit[];
  destinations: readonly DestinationStanding[];
}>;

/** What a comparison could not see; said wherever the statement is shown. */
export type Limit =
  /** Orders created longer ago cannot be read without `read_all_orders`. */
  | "sixty_days"
  /** Only creations are subscribed to, so later changes were not looked for. */
  | "creations_only"
  /** Only changes are subscribed to, so creations are known as changes. */
  | "changes_only"
  | "refunds_not_compared"
  | "fulfillments_not_compared"
  /** Deletions were not looked for yet. */
  | "deletions_not_compared";

/** How the newest states of what changed stand at one destination. They add up to `inLog`. */
export type DestinationStanding = Readonly<{
  id: string;
  name: string;
  delivered: number;
  waiting: number;
  /** Dead letters. */
  failed: number;
  /** What its topics and filters leave out. */
  leftOut: number;
  /** Happened before it was connected, or was cancelled. */
  notOwed: number;
}>;

/** True when nothing is left to be said against it: all is there, as of `to`. */
export function isComplete(statement: KindStatement): boolean {
  return (
    statement.state === "compared" &&
    statement.problem === undefined &&
    statement.inLog === statement.changed &&
    statement.destinations.every(({ waiting, failed }) => waiting + failed === 0)
  );
}
