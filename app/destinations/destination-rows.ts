import type { Breaker, Destination, DestinationState, KindName } from "./destination.ts";
import type { KindSettings } from "./destination-kind.ts";

/** A row of the table as Prisma reads it, without its secrets. */
export type DestinationRow = Readonly<{
  shopId: string;
  id: string;
  kind: string;
  name: string;
  state: string;
  stateReason: string | null;
  stateAt: Date;
  settings: unknown;
  topics: readonly string[];
  onDeadLetter: string;
  maxAgeSeconds: number;
  concurrency: number;
  ratePerSecond: number | null;
  breaker: string;
  heldUntil: Date | null;
  heldReason: string | null;
  createdAt: Date;
  updatedAt: Date;
}>;

/** The columns that may be shown. */
export const VISIBLE = {
  shopId: true,
  id: true,
  kind: true,
  name: true,
  state: true,
  stateReason: true,
  stateAt: true,
  settings: true,
  topics: true,
  onDeadLetter: true,
  maxAgeSeconds: true,
  concurrency: true,
  ratePerSecond: true,
  breaker: true,
  heldUntil: true,
  heldReason: true,
  createdAt: true,
  updatedAt: true,
} as const;

export function toDestination(row: DestinationRow): Destination {
  return {
    ...row,
    kind: row.kind as KindName,
    state: row.state as DestinationState,
    stateReason: row.stateReason ?? undefined,
    settings: row.settings as KindSettings,
    ratePerSecond: row.ratePerSecond ?? undefined,
    breaker: row.breaker as Breaker,
    heldUntil: row.heldUntil ?? undefined,
    heldReason: row.heldReason ?? undefined,
    onDeadLetter: row.onDeadLetter === "hold" ? "hold" : "free",
  };
}

/** What binds a destination's encrypted secrets to their row. */
export function secretsContext(shopId: string, id: string): string {
  return `destination.secrets:${shopId}:${id}`;
}
