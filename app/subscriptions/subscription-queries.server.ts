import { prisma } from "#app/db.server.ts";
import { lastEventTimes, receivedCounts } from "#app/event-log/topic-activity-queries.server.ts";
import { expectedSubscriptions, missingScope } from "./expected-subscriptions.ts";
import { type Topic, TOPICS } from "./topics.ts";

/** The shop as far as its subscriptions are concerned. */
export type SubscribingShop = Readonly<{
  shopId: string;
  domain: string;
  installState: string;
  chosenTopics: readonly string[];
  grantedScopes: readonly string[];
}>;

export async function readSubscribingShop(shopId: string): Promise<SubscribingShop> {
  const { id, ...shop } = await prisma.shop.findUniqueOrThrow({
    where: { id: shopId },
    select: {
      id: true,
      domain: true,
      installState: true,
      chosenTopics: true,
      grantedScopes: true,
    },
  });
  return { shopId: id, ...shop };
}

export type SubscriptionRow = Readonly<{
  topic: Topic;
  state: "registered" | "missing" | "scope_missing" | "failed" | "unchecked";
  /** A code of `compare-subscriptions.ts`, `held_elsewhere`, or Shopify's own words when it failed. */
  problem: string | null;
  /** The scope to ask for, when the state is `scope_missing`. */
  missingScope: string | null;
  /** Where Shopify sends it now; null when it holds none. */
  address: string | null;
  apiVersion: string | null;
  checkedAt: Date | null;
  registeredAt: Date | null;
  lastEventAt: Date | null;
  receivedIn24h: number;
}>;

/** One disappearance and its repair, newest first in a list. */
export type Incident = Readonly<{
  topic: string;
  kind: string;
  lastEventAt: Date | null;
  noticedAt: Date;
  repairedAt: Date | null;
}>;

export type SubscriptionsOverview = Readonly<{
  rows: readonly SubscriptionRow[];
  expected: number;
  registered: number;
  /** Missing or failed: what *Register missing* would mend. */
  missing: number;
  scopeMissing: number;
  checkedAt: Date | null;
  incidents: readonly Incident[];
  /** Everything that can be chosen, and which scope each would need. */
  choices: readonly Readonly<{ topic: Topic; chosen: boolean; missingScope: string | null }>[];
  /** False until a person has chosen: the default set holds. */
  hasChosen: boolean;
}>;

const DAY_MS = 86_400_000;
const INCIDENTS_SHOWN = 50;

/** Expected against actual as last stored, with activity and history; asks Shopify nothing. */
export async function readSubscriptionsOverview(
  shopId: string,
  now = new Date(),
): Promise<SubscriptionsOverview> {
  const shop = await readSubscribingShop(shopId);
  const expected = expectedSubscriptions(shop.chosenTopics, shop.grantedScopes);
  const names = expected.map(({ topic }) => topic.topic);
  const [stored, lastEvents, counts, incidents] = await Promise.all([
    prisma.subscription.findMany({ where: { shopId } }),
    lastEventTimes(shopId, names),
    receivedCounts(shopId, new Date(now.getTime() - DAY_MS)),
    readIncidents(shopId),
  ]);
  const byTopic = new Map(stored.map((row) => [row.topic, row]));
  const rows = expected.map(({ topic, missingScope: scope }): SubscriptionRow => {
    const row = byTopic.get(topic.topic);
    const state = scope
      ? "scope_missing"
      : ((row?.state ?? "unchecked") as SubscriptionRow["state"]);
    return {
      topic,
      // A scope granted since the last check: nothing is known about the topic yet.
      state: state === "scope_missing" && !scope ? "unchecked" : state,
      problem: scope || row?.state === "scope_missing" ? null : (row?.problem ?? null),
      missingScope: scope ?? null,
      address: row?.actualUri ?? null,
      apiVersion: row?.apiVersion ?? null,
      checkedAt: row?.checkedAt ?? null,
      registeredAt: row?.registeredAt ?? null,
      lastEventAt: lastEvents.get(topic.topic) ?? null,
      receivedIn24h: counts.get(topic.topic) ?? 0,
    };
  });
  const count = (...states: SubscriptionRow["state"][]) =>
    rows.filter(({ state }) => states.includes(state)).length;
  const times = rows.flatMap(({ checkedAt }) => (checkedAt ? [checkedAt.getTime()] : []));
  const chosen = new Set(names);
  return {
    rows,
    expected: rows.length,
    registered: count("registered"),
    missing: count("missing", "failed"),
    scopeMissing: count("scope_missing"),
    checkedAt: times.length > 0 ? new Date(Math.max(...times)) : null,
    incidents,
    choices: TOPICS.map((topic) => ({
      topic,
      chosen: chosen.has(topic.topic),
      missingScope: missingScope(topic, shop.grantedScopes) ?? null,
    })),
    hasChosen: shop.chosenTopics.length > 0,
  };
}

/** Disappearances and their repairs, newest first; of one topic when it is named. */
export async function readIncidents(shopId: string, topic?: string): Promise<Incident[]> {
  return prisma.subscriptionIncident.findMany({
    where: { shopId, ...(topic !== undefined && { topic }) },
    orderBy: { noticedAt: "desc" },
    take: INCIDENTS_SHOWN,
    select: { topic: true, kind: true, lastEventAt: true, noticedAt: true, repairedAt: true },
  });
}
