import { prisma } from "#app/db.server.ts";
import { KIND_RULES, RESOURCE_KINDS, type ResourceKind } from "./resource-kinds.ts";
import { type ComparedShop, kindTerms, readComparedShop } from "./shop-terms-queries.server.ts";
import type { DestinationStanding, KindStatement, Limit } from "./statement.ts";

const DAY_MS = 86_400_000;
/** How far back the figures reach; the proof itself may reach further. */
export const STATEMENT_MS = 7 * DAY_MS;

/**
 * What can be said of a shop's completeness at this moment, kind by kind. Nothing is taken for
 * granted: a resource counts as delivered where the delivery of its newest state says so.
 * @param since milliseconds since 1970: figures from here on
 */
export async function readStatement(shopId: string, since: number): Promise<KindStatement[]> {
  const shop = await readComparedShop(shopId);
  return Promise.all(RESOURCE_KINDS.map((kind) => readKind(shop, kind, since)));
}

async function readKind(
  shop: ComparedShop,
  kind: ResourceKind,
  since: number,
): Promise<KindStatement> {
  const terms = kindTerms(shop, kind);
  if (terms.kind === "scope-missing") return { kind, state: "scope_missing", scope: terms.scope };
  if (terms.kind === "not-subscribed") return { kind, state: "not_subscribed" };
  const { shopId } = shop;
  const row = await prisma.coverage.findUnique({
    where: { shopId_resourceKind: { shopId, resourceKind: kind } },
  });
  const problem =
    row?.problem && row.problemAt ? { text: row.problem, at: row.problemAt.getTime() } : undefined;
  const isCurrent = row && row.installedAt.getTime() === shop.installedAt?.getTime();
  if (!isCurrent || !row.provenAt) return { kind, state: "not_compared", problem };
  const from = Math.max(since, row.provenFrom.getTime());
  const span = { from: new Date(from), to: new Date(row.provenTo.getTime() + 999) };
  const [counts, recovered, destinations] = await Promise.all([
    countCompared(shopId, kind, span),
    countRecovered(shopId, kind, span),
    readStandings(shopId, kind, span),
  ]);
  return {
    kind,
    state: "compared",
    from,
    to: row.provenTo.getTime(),
    provenAt: row.provenAt.getTime(),
    problem,
    ...counts,
    recovered,
    limits: limitsOf(shop, kind, row.topics, row.presenceAt),
    destinations,
  };
}

type Span = Readonly<{ from: Date; to: Date }>;

async function countCompared(shopId: string, kind: ResourceKind, { from, to }: Span) {
  const [row] = await prisma.$queryRaw<{ changed: number; inLog: number }[]>`
    SELECT count(*)::float8 AS changed, count(logged_at)::float8 AS "inLog"
    FROM compared_resource
    WHERE shop_id = ${shopId}::uuid AND resource_kind = ${kind}
      AND updated_at >= ${from} AND updated_at <= ${to}`;
  return row ?? { changed: 0, inLog: 0 };
}

async function countRecovered(shopId: string, kind: ResourceKind, { from, to }: Span) {
  const [row] = await prisma.$queryRaw<{ recovered: number }[]>`
    SELECT count(DISTINCT resource_id)::float8 AS recovered FROM gap
    WHERE shop_id = ${shopId}::uuid AND resource_kind = ${kind} AND state = 'recovered'
      AND changed_at >= ${from} AND changed_at <= ${to}`;
  return row?.recovered ?? 0;
}

/**
 * For each destination, how the delivery of the newest state stands that is owed to it. What a
 * destination wants is told by its topics; a state that is in none of them is left out.
 */
async function readStandings(
  shopId: string,
  kind: ResourceKind,
  { from, to }: Span,
): Promise<DestinationStanding[]> {
  const { states } = KIND_RULES[kind];
  return prisma.$queryRaw<DestinationStanding[]>`
    SELECT d.id, d.name,
      count(*) FILTER (WHERE s.state = 'delivered')::float8 AS delivered,
      count(*) FILTER (WHERE s.state = 'pending')::float8 AS waiting,
      count(*) FILTER (WHERE s.state = 'dead')::float8 AS failed,
      count(*) FILTER (WHERE s.state = 'filtered'
        OR (s.state IS NULL AND NOT (d.topics = '{}' OR d.topics && ${[...states]}::text[])))::float8
        AS "leftOut",
      count(*) FILTER (WHERE s.state = 'cancelled'
        OR (s.state IS NULL AND (d.topics = '{}' OR d.topics && ${[...states]}::text[])))::float8
        AS "notOwed"
    FROM destination d
    JOIN compared_resource c ON c.shop_id = d.shop_id AND c.resource_kind = ${kind}
      AND c.updated_at >= ${from} AND c.updated_at <= ${to} AND c.logged_at IS NOT NULL
    LEFT JOIN LATERAL (
      SELECT v.state FROM event e
      JOIN delivery v ON v.event_id = COALESCE(e.same_as, e.id) AND v.destination_id = d.id
        AND v.shop_id IS NOT DISTINCT FROM d.shop_id
        AND v.dead_reason IS DISTINCT FROM 'superseded'
        AND v.id >= (left(COALESCE(e.same_as, e.id)::text, 28) || '00000000')::uuid
      WHERE e.resource_id = c.resource_id AND e.resource_kind = c.resource_kind
        AND e.shop_id IS NOT DISTINCT FROM c.shop_id AND e.topic = ANY(${[...states]}::text[])
        AND e.resource_updated_at >= c.logged_at
        AND e.id >= (lpad(to_hex((extract(epoch FROM c.logged_at) * 1000)::bigint - 3600000), 12, '0')
          || '00000000000000000000')::uuid
      ORDER BY e.resource_updated_at DESC, e.source = 'recovered' DESC, e.id DESC, v.id DESC LIMIT 1
    ) s ON true
    WHERE d.shop_id = ${shopId}::uuid AND d.state <> 'deleted'
    GROUP BY d.id, d.name ORDER BY d.id`;
}

function limitsOf(
  shop: ComparedShop,
  kind: ResourceKind,
  topics: readonly string[],
  presenceAt: Date | null,
): Limit[] {
  const rules = KIND_RULES[kind];
  const limits: Limit[] = [];
  if (kind === "order" && !shop.scopes.has("read_all_orders")) limits.push("sixty_days");
  if (!topics.includes(rules.updated)) limits.push("creations_only");
  else if (kind !== "inventory_level" && !topics.includes(rules.created)) {
    limits.push("changes_only");
  }
  if (kind === "order" && !topics.includes("refunds/create")) limits.push("refunds_not_compared");
  if (kind === "order" && !topics.includes("fulfillments/create")) {
    limits.push("fulfillments_not_compared");
  }
  if (presenceAt === null) limits.push("deletions_not_compared");
  return limits;
}
