import type { Cause, Severity } from "./cause.ts";

/** Something that is wrong now: what an issue is opened and kept open by. */
export type Finding = Readonly<{
  /** Undefined: on Shopify's side. */
  destinationId: string | undefined;
  cause: Cause;
  severity: Severity;
  /** Deliveries, topics or changes that are affected. */
  count: number;
  /** Of these, different orders. */
  orders: number;
  /** Of these, those that have failed for good. */
  failed: number;
  since: Date;
  sampleEventId: string | undefined;
  /** A status, a code, names of topics. */
  detail: string | undefined;
  /** False while it may pass by itself: keeps an issue open, but opens none. */
  lasting: boolean;
}>;

const LONGEST_DETAIL = 300;

/** Adds up findings that are about the same destination and cause. */
export function mergeFindings(findings: readonly Finding[]): Finding[] {
  const merged = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.destinationId ?? ""} ${finding.cause}`;
    const known = merged.get(key);
    merged.set(key, known ? add(known, finding) : finding);
  }
  return [...merged.values()];
}

const GRAVITY: Readonly<Record<Severity, number>> = { critical: 0, important: 1, minor: 2 };

function add(one: Finding, other: Finding): Finding {
  const details = new Set([one.detail, other.detail].filter((detail) => detail !== undefined));
  return {
    ...one,
    severity: GRAVITY[one.severity] <= GRAVITY[other.severity] ? one.severity : other.severity,
    count: one.count + other.count,
    orders: one.orders + other.orders,
    failed: one.failed + other.failed,
    lasting: one.lasting || other.lasting,
    since: one.since < other.since ? one.since : other.since,
    sampleEventId: one.sampleEventId ?? other.sampleEventId,
    detail: details.size === 0 ? undefined : [...details].join(", ").slice(0, LONGEST_DETAIL),
  };
}
