import { prisma } from "#app/db.server.ts";
import type { DataKey } from "#app/encryption.server.ts";
import { openBody } from "#app/event-log/event-body.server.ts";
import { smallestId } from "#app/event-log/partition.ts";
import { asObject, parsePayload } from "#app/event-log/payload.ts";
import { shopById } from "#app/shop-directory-store.server.ts";
import type { LoggedResource } from "./find-missing.ts";
import { partTerm } from "./part-term.ts";
import { KIND_RULES, PART_TOPICS, type ResourceKind } from "./resource-kinds.ts";

type Row = Readonly<{
  resourceId: string;
  eventId: string | null;
  updatedAt: Date | null;
  topics: string[] | null;
  counts: number[] | null;
}>;
type PartRow = Readonly<{
  resourceId: string;
  topic: string;
  updatedAt: Date | null;
  terms: bigint[];
}>;

/**
 * What the log holds on each of these resources; those it holds nothing on are left out. Of states
 * with one `updated_at`, which knows whole seconds, the recovered one is the newest, whenever a late
 * webhook came: it was read when that second was over. Else it is the one that came last. The shop
 * is compared in a way that no index begins with: docs/decisions/010-one-index-for-each-lookup.md.
 * @param since milliseconds since 1970: events that arrived before are not looked for
 */
export async function readLogged(
  shopId: string,
  kind: ResourceKind,
  resourceIds: readonly string[],
  since: number,
): Promise<Map<string, LoggedResource>> {
  if (resourceIds.length === 0) return new Map();
  const { states } = KIND_RULES[kind];
  const floor = smallestId(since);
  const rows = await prisma.$queryRaw<Row[]>`
    SELECT w.id AS "resourceId", s.id::text AS "eventId", s.resource_updated_at AS "updatedAt",
      t.topics, t.counts
    FROM unnest(${[...resourceIds]}::text[]) AS w(id)
    CROSS JOIN LATERAL (
      SELECT array_agg(topic) AS topics, array_agg(events) AS counts FROM (
        SELECT e.topic, count(*)::int AS events FROM event e
        WHERE e.resource_id = w.id AND e.resource_kind = ${kind} AND e.id >= ${floor}::uuid
          AND e.shop_id IS NOT DISTINCT FROM ${shopId}::uuid AND e.source <> 'test'
        GROUP BY e.topic
      ) each_topic
    ) t
    LEFT JOIN LATERAL (
      SELECT e.id, e.resource_updated_at FROM event e
      WHERE e.resource_id = w.id AND e.resource_kind = ${kind} AND e.id >= ${floor}::uuid
        AND e.shop_id IS NOT DISTINCT FROM ${shopId}::uuid AND e.source <> 'test'
        AND e.topic = ANY(${[...states]})
      ORDER BY e.resource_updated_at DESC NULLS LAST, e.source = 'recovered' DESC, e.id DESC LIMIT 1
    ) s ON true
    WHERE t.topics IS NOT NULL`;
  const { key } = await shopById(shopId);
  const bodies = await readBodies(shopId, rows, key);
  const parts = kind === "order" && key ? await readParts(shopId, resourceIds, floor) : [];
  const partsOf = Map.groupBy(parts, ({ resourceId }) => resourceId);
  return new Map(
    rows.map((row) => [row.resourceId, toLogged(row, bodies, partsOf.get(row.resourceId), key)]),
  );
}

async function readBodies(shopId: string, rows: readonly Row[], key: DataKey | undefined) {
  const ids = rows.flatMap(({ eventId }) => eventId ?? []);
  if (ids.length === 0 || !key) return new Map<string, ReturnType<typeof asObject>>();
  const events = await prisma.event.findMany({
    where: { shopId, id: { in: ids } },
    select: { id: true, body: true, bodyEncoding: true },
  });
  return new Map(
    events.map(({ id, body, bodyEncoding }) => [
      id,
      body
        ? asObject(parsePayload(openBody({ id, body, bodyEncoding }, key).toString()))
        : undefined,
    ]),
  );
}

/** Refunds, fulfilments and transactions: whose they are tell their search terms. */
async function readParts(
  shopId: string,
  orderIds: readonly string[],
  floor: string,
): Promise<PartRow[]> {
  return prisma.$queryRaw<PartRow[]>`
    SELECT w.id AS "resourceId", p.topic, p.resource_updated_at AS "updatedAt", p.terms
    FROM unnest(${[...orderIds]}::text[]) AS w(id) CROSS JOIN LATERAL (
      SELECT e.topic, e.resource_updated_at, e.terms FROM event e
      WHERE e.resource_id = w.id AND e.resource_kind = 'order' AND e.id >= ${floor}::uuid
        AND e.shop_id IS NOT DISTINCT FROM ${shopId}::uuid AND e.source <> 'test'
        AND e.topic = ANY(${[...PART_TOPICS]})
    ) p`;
}

function toLogged(
  { eventId, updatedAt, topics, counts }: Row,
  bodies: ReadonlyMap<string, ReturnType<typeof asObject>>,
  parts: readonly PartRow[] = [],
  key: DataKey | undefined,
): LoggedResource {
  const payload = bodies.get(eventId ?? "");
  const byTopic = new Map(topics?.map((topic, index) => [topic, counts?.[index] ?? 0]));
  return {
    state: payload && updatedAt ? { updatedAt: updatedAt.getTime(), payload } : undefined,
    topics: new Set(byTopic.keys()),
    countOf: (topic) => byTopic.get(topic) ?? 0,
    hasPart(topic, partId, at) {
      if (!key) return true;
      const term = partTerm(key, partId);
      return parts.some(
        (part) =>
          part.topic === topic &&
          part.terms.includes(term) &&
          (topic !== "fulfillments/update" || (part.updatedAt?.getTime() ?? 0) >= at),
      );
    },
  };
}
