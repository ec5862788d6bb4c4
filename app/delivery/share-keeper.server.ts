import type pg from "pg";
import { log } from "#app/log.server.ts";
import { newId } from "#app/ids.server.ts";
import { askForShares, returnShares, SHARE_MS } from "./destination-flow-system-store.server.ts";
import type { DestinationSlots } from "./destination-slots.ts";

/** Keeps this worker's shares of the destinations' limits: docs/decisions/014-limits-over-all-workers.md. */
export type ShareKeeper = Readonly<{
  /** Asks now instead of at the next turn. */
  ask: () => void;
  /** Whether the one request that a destination gets at present is a probe. */
  isProbe: (destinationId: string) => boolean;
  stop: () => Promise<void>;
}>;

const EVERY_MS = 1_000;
/** Sooner, when another worker holds all that there is. */
const AGAIN_MS = 200;

/**
 * @param onShare there is more to send, or `stopped`: nothing for now
 */
export function keepShares<T>(
  pool: pg.Pool,
  slots: DestinationSlots<T>,
  onShare: (destinationId: string, stopped: boolean) => void,
): ShareKeeper {
  const worker = newId();
  const probes = new Set<string>();
  let asking: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  const turn = async (): Promise<boolean> => {
    const { needed, idle } = slots.needs(performance.now());
    for (const id of idle) probes.delete(id);
    if (idle.length > 0) await returnShares(pool, worker, idle);
    // On our clock it ends before it does on the database's: the time is taken before asking.
    const until = performance.now() + SHARE_MS;
    const shares = await askForShares(pool, worker, needed);
    const known = new Set(shares.map(({ destinationId }) => destinationId));
    for (const share of shares) {
      if (share.probing) probes.add(share.destinationId);
      else probes.delete(share.destinationId);
      slots.grant({ ...share, until }, performance.now());
      onShare(share.destinationId, share.stopped);
    }
    // A destination that is gone altogether.
    for (const { destinationId } of needed)
      if (!known.has(destinationId)) onShare(destinationId, true);
    return shares.some((share) => share.slots < share.target);
  };

  const run = async (): Promise<void> => {
    let waitMs = EVERY_MS;
    do {
      again = false;
      try {
        waitMs = (await turn()) ? AGAIN_MS : EVERY_MS;
      } catch {
        log.warn("a worker's shares of its destinations could not be renewed; it asks again");
      }
    } while (again && !stopped);
    asking = undefined;
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(ask, waitMs);
  };
  const ask = (): void => {
    again = true;
    asking ??= run();
  };
  ask();

  return {
    ask,
    isProbe: (destinationId) => probes.has(destinationId),
    stop: async () => {
      stopped = true;
      await asking;
      clearTimeout(timer);
      await returnShares(pool, worker).catch(() => undefined);
    },
  };
}
