import { readSubscriptionsOverview } from "#app/subscriptions/subscription-queries.server.ts";
import {
  readWatchFindings,
  type WatchCause,
} from "#app/subscriptions/watch-finding-queries.server.ts";
import { type Cause, causeOf, mayPass, severityOf } from "./cause.ts";
import { type FailingGroup, failingGroups, lastError, openGaps } from "./failing-queries.server.ts";
import { type Finding, mergeFindings } from "./finding.ts";

/** A fault that often mends itself is told of when it has lasted this long. */
const PASSING_MS = 120_000;
/** A gap is recovered within a few turns of the sweeps; one that stays needs a look. */
const GAP_MS = 600_000;

/** Everything that is wrong in a shop now, from what is recorded; one for each destination and cause. */
export async function findFindings(shopId: string, now: Date): Promise<Finding[]> {
  const [groups, subscriptions, gaps, watched] = await Promise.all([
    failingGroups(shopId),
    ofSubscriptions(shopId, now),
    ofGaps(shopId, now),
    ofWatch(shopId),
  ]);
  const failing = await Promise.all(groups.map((group) => ofDeliveries(shopId, group, now)));
  return [...mergeFindings(failing), ...subscriptions, ...gaps, ...watched];
}

async function ofDeliveries(shopId: string, group: FailingGroup, now: Date): Promise<Finding> {
  const { destinationId, outcome, status, deliveries, orders, failed, since } = group;
  // One look for the whole group: the newest attempt speaks for those beside it.
  const error = status === null ? await lastError(shopId, group.newestDeliveryId) : null;
  const cause = causeOf({ outcome, status, error });
  return {
    destinationId,
    cause,
    severity: severityOf(cause, orders > 0),
    count: deliveries,
    orders,
    failed,
    since,
    sampleEventId: group.newestEventId,
    detail: status === null ? (error ?? undefined) : String(status),
    lasting: failed > 0 || !mayPass(cause) || now.getTime() - since.getTime() >= PASSING_MS,
  };
}

async function ofSubscriptions(shopId: string, now: Date): Promise<Finding[]> {
  const { rows, incidents } = await readSubscriptionsOverview(shopId, now);
  const about = (cause: "subscription-missing" | "permission-missing", states: string[]) => {
    const wanting = rows.filter(({ state }) => states.includes(state));
    if (wanting.length === 0) return [];
    const topics = wanting.map(({ topic }) => topic.topic);
    const noticed = incidents
      .filter(({ topic, repairedAt }) => repairedAt === null && topics.includes(topic))
      .map(({ noticedAt }) => noticedAt.getTime());
    const finding: Finding = {
      destinationId: undefined,
      cause,
      severity: severityOf(cause, topics.some(isAboutOrders)),
      count: wanting.length,
      orders: 0,
      failed: 0,
      since: new Date(Math.min(now.getTime(), ...noticed)),
      sampleEventId: undefined,
      detail: topics.join(", "),
      lasting: true,
    };
    return [finding];
  };
  return [
    ...about("subscription-missing", ["missing", "failed"]),
    ...about("permission-missing", ["scope_missing"]),
  ];
}

async function ofGaps(shopId: string, now: Date): Promise<Finding[]> {
  const { count, orders, since } = await openGaps(shopId, new Date(now.getTime() - GAP_MS));
  if (count === 0) return [];
  return [
    {
      destinationId: undefined,
      cause: "events-missing",
      severity: severityOf("events-missing", orders > 0),
      count,
      orders,
      failed: 0,
      since: since ?? now,
      sampleEventId: undefined,
      detail: undefined,
      lasting: true,
    },
  ];
}

const WATCHED: Readonly<Record<WatchCause, Cause>> = {
  "token-refused": "shopify-access",
  "payload-shape": "payload-changed",
  "api-version": "payload-changed",
  "silent-topic": "topic-silent",
  "sent-twice": "sent-twice",
};

/** What the watch sees and cannot mend; one issue for each cause, whatever the topics. */
async function ofWatch(shopId: string): Promise<Finding[]> {
  const found = await readWatchFindings(shopId);
  return mergeFindings(
    found.map(({ cause, subject, since }) => ({
      destinationId: undefined,
      cause: WATCHED[cause],
      severity: severityOf(WATCHED[cause], isAboutOrders(subject)),
      count: 1,
      orders: 0,
      failed: 0,
      since,
      sampleEventId: undefined,
      detail: subject || undefined,
      lasting: true,
    })),
  );
}

function isAboutOrders(topic: string): boolean {
  return /^(?:orders|refunds|fulfillments|order_transactions|returns)\//.test(topic);
}
