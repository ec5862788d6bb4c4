/**
 * What one worker holds of each destination: deliveries that wait for a free slot, and the number
 * being sent. A destination never takes more than its cap, and no more is claimed ahead than it is
 * likely to take within moments, so that leases are not spent waiting.
 */
export type DestinationSlots<T> = Readonly<{
  /** Takes over a claimed delivery of a destination with this cap. */
  add: (destinationId: string, cap: number, item: T) => void;
  /** Takes the next one that may be sent now, if any; it counts as being sent from then on. */
  next: (destinationId: string) => T | undefined;
  /** One of them came to its end. */
  done: (destinationId: string, durationMs: number) => void;
  /** How many more may be claimed, for the destinations of which anything is held. */
  rooms: () => Map<string, number>;
  /** Takes everything out that is not being sent. */
  drain: () => T[];
  waiting: () => number;
  sending: () => number;
}>;

/** Claimed ahead: what the destination takes in this time, going by its recent answers. */
const AHEAD_MS = 100;
const AHEAD_AT_MOST = 256;
/** Idle destinations whose speed is remembered. */
const REMEMBERED = 200;
/** Weight of the newest answer in the running mean. */
const WEIGHT = 0.2;

type Slots<T> = { cap: number; sending: number; queue: T[]; meanMs: number | undefined };

export function createDestinationSlots<T>(): DestinationSlots<T> {
  const byDestination = new Map<string, Slots<T>>();
  let waiting = 0;
  let sending = 0;

  return {
    add: (destinationId, cap, item) => {
      const slots = byDestination.get(destinationId) ?? {
        cap,
        sending: 0,
        queue: [],
        meanMs: undefined,
      };
      byDestination.set(destinationId, slots);
      slots.cap = cap;
      slots.queue.push(item);
      waiting += 1;
    },
    next: (destinationId) => {
      const slots = byDestination.get(destinationId);
      if (!slots || slots.sending >= slots.cap) return undefined;
      const item = slots.queue.shift();
      if (item === undefined) return undefined;
      waiting -= 1;
      sending += 1;
      slots.sending += 1;
      return item;
    },
    done: (destinationId, durationMs) => {
      const slots = byDestination.get(destinationId);
      if (!slots) return;
      sending -= 1;
      slots.sending -= 1;
      slots.meanMs = (slots.meanMs ?? durationMs) * (1 - WEIGHT) + durationMs * WEIGHT;
    },
    rooms: () => {
      const rooms = new Map<string, number>();
      for (const [id, slots] of byDestination) {
        const room = slots.cap + ahead(slots) - slots.sending - slots.queue.length;
        rooms.set(id, Math.max(0, room));
        const idle = slots.sending === 0 && slots.queue.length === 0;
        if (idle && byDestination.size > REMEMBERED) byDestination.delete(id);
      }
      return rooms;
    },
    drain: () => {
      const items = [...byDestination.values()].flatMap(({ queue }) => queue.splice(0));
      waiting = 0;
      return items;
    },
    waiting: () => waiting,
    sending: () => sending,
  };
}

function ahead<T>({ cap, meanMs }: Slots<T>): number {
  if (meanMs === undefined) return 0;
  return Math.min(AHEAD_AT_MOST, Math.floor((cap * AHEAD_MS) / Math.max(meanMs, 1)));
}
