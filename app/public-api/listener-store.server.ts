import { recordAudit } from "#app/audit-store.server.ts";
import { prisma } from "#app/db.server.ts";
import { smallestId } from "#app/event-log/partition.ts";
import { newId } from "#app/ids.server.ts";
import type { Caller } from "./operation.ts";

/** A listener that has not pulled for so long is gone. */
export const IDLE_SECONDS = 900;
/** Listeners of one shop at once. */
export const MOST_LISTENERS = 5;
/**
 * An event's id is older than the moment when others can see it, by the time its transaction takes.
 * So a listener looks this far behind the newest, and remembers what it acknowledged there.
 */
const OVERLAP_MS = 60_000;

export type OpenedListener = Readonly<{ id: string; expiresAt: Date }>;

/** @returns undefined when the shop has as many listeners as it may. */
export async function openListener(
  shopId: string,
  { tokenId, actor }: Caller,
  { topics, since }: Readonly<{ topics: readonly string[]; since: number }>,
): Promise<OpenedListener | undefined> {
  const id = newId();
  const expiresAt = new Date(Date.now() + IDLE_SECONDS * 1_000);
  return prisma.$transaction(async (tx) => {
    // Two at once must not both see the last free place.
    await tx.$queryRaw`SELECT id FROM shop WHERE id = ${shopId}::uuid FOR UPDATE`;
    await tx.listener.deleteMany({ where: { shopId, expiresAt: { lt: new Date() } } });
    if ((await tx.listener.count({ where: { shopId } })) >= MOST_LISTENERS) return undefined;
    const floor = smallestId(since);
    await tx.listener.create({
      data: { shopId, id, tokenId, topics: [...topics], expiresAt, floor },
    });
    const detail = { topics: [...topics] };
    await recordAudit(shopId, { actor, action: "listener.open", subject: id, detail }, tx);
    return { id, expiresAt };
  });
}

export type LiveListener = Readonly<{ topics: readonly string[]; floor: string; expiresAt: Date }>;

/** Puts off the end of a listener. @returns undefined when it has ended, or is another token's. */
export async function keepListener(
  shopId: string,
  tokenId: string,
  id: string,
): Promise<LiveListener | undefined> {
  const [row] = await prisma.listener.updateManyAndReturn({
    where: { shopId, id, tokenId, expiresAt: { gt: new Date() } },
    data: { expiresAt: new Date(Date.now() + IDLE_SECONDS * 1_000) },
    select: { topics: true, floor: true, expiresAt: true },
  });
  return row;
}

/**
 * Notes that all before `first`, the oldest event that is still to be acknowledged, is settled:
 * neither the events nor what is remembered of them is looked at again.
 */
export async function raiseFloor(
  shopId: string,
  id: string,
  first: string | undefined,
  now: number,
): Promise<void> {
  const bound = smallestId(now - OVERLAP_MS);
  const floor = first !== undefined && first < bound ? first : bound;
  await prisma.$transaction([
    prisma.$executeRaw`
      UPDATE listener SET floor = ${floor}::uuid
      WHERE shop_id = ${shopId}::uuid AND id = ${id}::uuid AND floor < ${floor}::uuid`,
    prisma.$executeRaw`
      DELETE FROM listener_answer
      WHERE shop_id = ${shopId}::uuid AND listener_id = ${id}::uuid AND event_id < ${floor}::uuid`,
  ]);
}

/** Events that were dealt with; they are not given again. Those below the floor are already. */
export async function acknowledgeEvents(
  shopId: string,
  id: string,
  eventIds: readonly string[],
): Promise<void> {
  await prisma.$executeRaw`
    WITH noted AS (
      INSERT INTO listener_answer (shop_id, listener_id, event_id)
      SELECT l.shop_id, l.id, e.id FROM listener l JOIN event e ON e.shop_id = l.shop_id
      WHERE l.shop_id = ${shopId}::uuid AND l.id = ${id}::uuid
        AND e.id = ANY(${[...eventIds]}::uuid[]) AND e.id >= l.floor
      ON CONFLICT DO NOTHING RETURNING event_id
    )
    UPDATE listener SET acknowledged = acknowledged + (SELECT count(*)::int FROM noted)
    WHERE shop_id = ${shopId}::uuid AND id = ${id}::uuid`;
}

export async function closeListener(shopId: string, tokenId: string, id: string): Promise<boolean> {
  const { count } = await prisma.listener.deleteMany({ where: { shopId, id, tokenId } });
  return count > 0;
}
