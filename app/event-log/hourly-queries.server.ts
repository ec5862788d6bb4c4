import { prisma } from "#app/db.server.ts";

/** What is counted per hour; the roll-ups are written in the transaction of what they count. */
export const METRICS = ["received", "duplicate", "delivered", "failed", "dead"] as const;
export type Metric = (typeof METRICS)[number];

/** Counts of one hour, over all topics, destinations and writers. */
export type HourCounts = Readonly<{ hour: Date } & Record<Metric, number>>;

/**
 * Counts per hour from `from` (inclusive) to `to` (exclusive), hours without any left out.
 * @param subject only one topic's or one destination's counts
 */
export async function hourlyCounts(
  shopId: string,
  from: Date,
  to: Date,
  subject?: string,
): Promise<HourCounts[]> {
  const rows = await prisma.hourlyCount.groupBy({
    by: ["hour", "metric"],
    where: { shopId, hour: { gte: from, lt: to }, ...(subject !== undefined && { subject }) },
    _sum: { count: true },
  });
  const byHour = new Map<number, Record<Metric, number>>();
  for (const { hour, metric, _sum } of rows) {
    if (!isMetric(metric)) continue;
    const counts = byHour.get(hour.getTime()) ?? {
      received: 0,
      duplicate: 0,
      delivered: 0,
      failed: 0,
      dead: 0,
    };
    counts[metric] = Number(_sum.count ?? 0n);
    byHour.set(hour.getTime(), counts);
  }
  return [...byHour]
    .sort(([left], [right]) => left - right)
    .map(([hour, counts]) => ({ hour: new Date(hour), ...counts }));
}

/** One metric per hour since `from`, for each topic or destination that has any. */
export async function hourlyBySubject(
  shopId: string,
  metric: Metric,
  from: Date,
): Promise<Map<string, Readonly<{ hour: Date; count: number }>[]>> {
  const rows = await prisma.hourlyCount.groupBy({
    by: ["subject", "hour"],
    where: { shopId, metric, hour: { gte: from } },
    _sum: { count: true },
    orderBy: { hour: "asc" },
  });
  const bySubject = new Map<string, { hour: Date; count: number }[]>();
  for (const { subject, hour, _sum } of rows) {
    const hours = bySubject.get(subject) ?? [];
    hours.push({ hour, count: Number(_sum.count ?? 0n) });
    bySubject.set(subject, hours);
  }
  return bySubject;
}

function isMetric(metric: string): metric is Metric {
  return (METRICS as readonly string[]).includes(metric);
}
