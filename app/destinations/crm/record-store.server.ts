import { prisma } from "#app/db.server.ts";
import type { KnownRecord, RecordRef } from "./known-record.ts";
import { refText } from "./known-record.ts";

/** What was known of the records that were leased, by `refText`. */
export type LeasedRecords = Map<string, KnownRecord>;

type Owner = Readonly<{ destinationId: string; lease: string }>;

/**
 * Takes the records that nobody else writes just now. Never waits for another writer, so two that
 * need the same records cannot wait for each other.
 * @param lease a new UUID; @param ms how long it lasts when it is not given back
 */
export async function leaseRecords(
  shopId: string,
  { destinationId, lease }: Owner,
  refs: readonly RecordRef[],
  ms: number,
): Promise<LeasedRecords> {
  // In one order always, so that two statements do not lock rows crosswise.
  const sorted = [...refs].sort((a, b) => (refText(a) < refText(b) ? -1 : 1));
  const rows = await prisma.$queryRaw<
    { object: "customer" | "order"; source_id: string; known: KnownRecord }[]
  >`
    INSERT INTO crm_record AS r (shop_id, destination_id, object, source_id, lease, leased_until)
    SELECT ${shopId}::uuid, ${destinationId}::uuid, n.object, n.source_id, ${lease}::uuid,
      now() + ${ms}::float8 * interval '1 millisecond'
    FROM unnest(${sorted.map(({ object }) => object)}::text[],
      ${sorted.map(({ sourceId }) => sourceId)}::text[]) AS n(object, source_id)
    ON CONFLICT (shop_id, destination_id, object, source_id) DO UPDATE
      SET lease = excluded.lease, leased_until = excluded.leased_until
      WHERE r.leased_until IS NULL OR r.leased_until < now()
    RETURNING r.object, r.source_id, r.known`;
  return new Map(
    rows.map(({ object, source_id, known }) => [refText({ object, sourceId: source_id }), known]),
  );
}

/** Writes what is known now and gives the records back. Those whose lease was lost are left alone. */
export async function finishRecords(
  shopId: string,
  { destinationId, lease }: Owner,
  records: readonly Readonly<{ ref: RecordRef; known: KnownRecord }>[],
): Promise<void> {
  if (records.length === 0) return;
  // Locked in the order in which `leaseRecords` takes them.
  await prisma.$executeRaw`
    WITH given AS (
      SELECT * FROM unnest(${records.map(({ ref }) => ref.object)}::text[],
        ${records.map(({ ref }) => ref.sourceId)}::text[],
        ${records.map(({ known }) => JSON.stringify(known))}::text[]) AS g(object, source_id, known)
    ), held AS (
      SELECT r.object, r.source_id, g.known FROM given g
      JOIN crm_record r ON r.shop_id = ${shopId}::uuid
        AND r.destination_id = ${destinationId}::uuid
        AND r.object = g.object AND r.source_id = g.source_id
      WHERE r.lease = ${lease}::uuid
      ORDER BY r.object COLLATE "C", r.source_id COLLATE "C"
      FOR UPDATE OF r
    )
    UPDATE crm_record r SET known = h.known::jsonb, lease = NULL, leased_until = NULL
    FROM held h
    WHERE r.shop_id = ${shopId}::uuid AND r.destination_id = ${destinationId}::uuid
      AND r.object = h.object AND r.source_id = h.source_id`;
}

/** What is known of records that need not be written, a customer that another was merged into say. */
export async function readRecords(
  shopId: string,
  destinationId: string,
  refs: readonly RecordRef[],
): Promise<Map<string, KnownRecord>> {
  if (refs.length === 0) return new Map();
  const rows = await prisma.crmRecord.findMany({
    where: {
      shopId,
      destinationId,
      OR: refs.map(({ object, sourceId }) => ({ object, sourceId })),
    },
    select: { object: true, sourceId: true, known: true },
  });
  return new Map(
    rows.map(({ object, sourceId, known }) => [`${object}/${sourceId}`, known as KnownRecord]),
  );
}

const FORGOTTEN_AT_ONCE = 5_000;

/** Forgets what is known of a destination's records, when the destination is removed. */
export async function forgetRecords(shopId: string, destinationId: string): Promise<void> {
  for (;;) {
    const gone = await prisma.$executeRaw`
      DELETE FROM crm_record WHERE shop_id = ${shopId}::uuid
        AND destination_id = ${destinationId}::uuid AND (object, source_id) IN (
          SELECT object, source_id FROM crm_record
          WHERE shop_id = ${shopId}::uuid AND destination_id = ${destinationId}::uuid
          LIMIT ${FORGOTTEN_AT_ONCE})`;
    if (gone < FORGOTTEN_AT_ONCE) return;
  }
}
