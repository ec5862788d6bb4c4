import { prisma } from "#app/db.server.ts";
import type { CallResult } from "./call-count-store.server.ts";

export type CallCounts = Readonly<{
  /** Name of the document. */
  call: string;
  results: Readonly<Partial<Record<CallResult, number>>>;
  /** Points, of all tries. */
  cost: number;
}>;

/** The app's own calls to Shopify since a time, whole hours; the most frequent first. */
export async function readCallCounts(shopId: string, since: Date): Promise<CallCounts[]> {
  const rows = await prisma.apiCallCount.groupBy({
    by: ["call", "outcome"],
    where: { shopId, hour: { gte: since } },
    _sum: { count: true, cost: true },
  });
  const byCall = new Map<string, { results: Partial<Record<CallResult, number>>; cost: number }>();
  for (const { call, outcome, _sum } of rows) {
    const counts = byCall.get(call) ?? { results: {}, cost: 0 };
    counts.results[outcome as CallResult] = Number(_sum.count ?? 0n);
    counts.cost += Number(_sum.cost ?? 0n);
    byCall.set(call, counts);
  }
  const total = ({ results }: Pick<CallCounts, "results">) =>
    Object.values(results).reduce((sum, count) => sum + count, 0);
  return [...byCall]
    .map(([call, counts]) => ({ call, ...counts }))
    .sort((left, right) => total(right) - total(left));
}
