import { prisma } from "./db.server.ts";

/** What a lock guards. Each kind may hold only so many connections of the pool at a time. */
const HELD_AT_ONCE = { "refresh-token": 3, subscriptions: 3 } as const;
export type LockKind = keyof typeof HELD_AT_ONCE;

/** Longest time for the work under a lock; then the lock is given up, whether it is done or not. */
const LONGEST_MS = 100_000;

const free: Record<LockKind, number> = { ...HELD_AT_ONCE };
const queues: Record<LockKind, (() => void)[]> = { "refresh-token": [], subscriptions: [] };

/**
 * Runs `work` while no other process (nor this one) runs work of the same kind for the same shop.
 * The lock is PostgreSQL's own (`pg_advisory_xact_lock`): a process that dies gives it up.
 *
 * It keeps one connection, so the number held at once is bounded per process, and work of one kind
 * may only take a lock of the other in the order subscriptions, refresh-token.
 * @param shop its id or its domain, the same for all of one kind
 */
export async function withShopLock<T>(
  shop: string,
  kind: LockKind,
  work: () => Promise<T>,
): Promise<T> {
  await takeTurn(kind);
  try {
    return await prisma.$transaction(
      async (tx) => {
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${kind}:${shop}`}, 0))`;
        return work();
      },
      { maxWait: 10_000, timeout: LONGEST_MS },
    );
  } finally {
    const next = queues[kind].shift();
    if (next) next();
    else free[kind] += 1;
  }
}

async function takeTurn(kind: LockKind): Promise<void> {
  if (free[kind] > 0) {
    free[kind] -= 1;
    return;
  }
  await new Promise<void>((turn) => queues[kind].push(turn));
}
