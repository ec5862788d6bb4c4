import type pg from "pg";
import { inTransaction } from "./worker-pool.server.ts";

export type FencedLane = Readonly<{
  shopId: string;
  destinationId: string;
  laneKey: string;
  /** The token under which the lane was seen to be so. When it has another one by now, it is left alone. */
  fence: string;
}>;

/** The token of a lane that nobody has leased. */
export const NO_LEASE = "0";

const SMALLEST = "00000000-0000-0000-0000-000000000000";

/**
 * Points a lane to its first pending delivery, or takes it away when there is none. For the rare
 * lane whose head is not pending any more, or which holds something that was committed late under
 * an id before its head.
 * The lane is locked first, and looked at in a statement of its own: only then does the look see
 * everything that was committed to the lane before.
 * @param from id from which on to look; the lane's head when left out. The whole lane is looked
 *   through when nothing is found from there.
 */
export async function settleLane(pool: pg.Pool, lane: FencedLane, from?: string): Promise<void> {
  const name = [lane.shopId, lane.destinationId, lane.laneKey];
  await inTransaction(pool, async (client) => {
    const locked = await client.query<{ head_id: string; held: boolean }>(
      `SELECT head_id, next_at = 'infinity' AS held FROM lane
       WHERE shop_id = $1 AND destination_id = $2 AND key = $3 AND fence = $4 FOR UPDATE`,
      [...name, lane.fence],
    );
    const head = locked.rows[0];
    if (!head || head.held) return;
    const start = from !== undefined && from < head.head_id ? from : head.head_id;
    const next =
      (await firstPending(client, name, start)) ?? (await firstPending(client, name, SMALLEST));
    if (next === undefined) {
      await client.query(
        "DELETE FROM lane WHERE shop_id = $1 AND destination_id = $2 AND key = $3",
        name,
      );
      return;
    }
    await client.query(
      `UPDATE lane SET head_id = $4, next_at = now(), leased_until = NULL, fence = 0
       WHERE shop_id = $1 AND destination_id = $2 AND key = $3`,
      [...name, next],
    );
  });
}

async function firstPending(
  client: pg.PoolClient,
  name: readonly string[],
  from: string,
): Promise<string | undefined> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM delivery
     WHERE shop_id IS NOT DISTINCT FROM $1 AND destination_id = $2 AND lane_key = $3
       AND id >= $4 AND state = 'pending'
     ORDER BY id LIMIT 1`,
    [...name, from],
  );
  return rows[0]?.id;
}
