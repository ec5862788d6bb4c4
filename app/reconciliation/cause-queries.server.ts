import { prisma } from "#app/db.server.ts";
import type { Circumstances } from "./cause.ts";

const HOUR_MS = 3_600_000;
const RETRIED_FOR_MS = 4 * HOUR_MS;

/** What may explain gaps between `from` and `to`, milliseconds since 1970. */
export async function readCircumstances(
  shopId: string,
  from: number,
  to: number,
): Promise<Circumstances> {
  const [incidents, subscriptions, rejections] = await Promise.all([
    prisma.subscriptionIncident.findMany({
      where: { shopId, OR: [{ repairedAt: null }, { repairedAt: { gte: new Date(from) } }] },
      select: { topic: true, lossFrom: true, repairedAt: true },
    }),
    prisma.subscription.findMany({
      where: { shopId },
      select: { topic: true, state: true, registeredAt: true },
    }),
    prisma.rejectionCount.groupBy({
      by: ["hour"],
      where: {
        hour: { gte: new Date(from - HOUR_MS), lte: new Date(to + RETRIED_FOR_MS) },
        // Someone who knocks with another method, or goes away, is not Shopify.
        cause: { notIn: ["wrong_method", "aborted"] },
      },
      _sum: { count: true },
    }),
  ]);
  return {
    absences: [
      ...incidents.map(({ topic, lossFrom, repairedAt }) => ({
        topic,
        from: lossFrom.getTime(),
        to: repairedAt?.getTime(),
      })),
      // Until it was first registered nothing could come.
      ...subscriptions
        .filter(({ topic }) => !incidents.some((incident) => incident.topic === topic))
        .map(({ topic, state, registeredAt }) => ({
          topic,
          from: 0,
          to: state === "registered" ? (registeredAt?.getTime() ?? 0) : undefined,
        })),
    ],
    rejections: rejections.map(({ hour, _sum }) => ({
      hour: hour.getTime(),
      count: Number(_sum.count ?? 0n),
    })),
  };
}
