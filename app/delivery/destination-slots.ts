/**
 * What one worker holds of each destination: deliveries that wait for a free slot, the number being
 * sent, and its share of the destination's limits. A destination never gets more than the share
 * allows, and no more is claimed ahead than it is likely to take within moments, so that leases are
 * not spent waiting. Times are milliseconds on one clock of the caller's.
 */
export type DestinationSlots<T> = Readonly<{
  /** Takes over a claimed delivery. @returns whether a share has to be asked for first */
  add: (place: Place, item: T) => boolean;
  /** Takes the next one that may be sent now, if any; it counts as being sent from then on. */
  next: (destinationId: string, now: number) => Next<T>;
  /** One of them came to its end. */
  done: (destinationId: string, durationMs: number, now: number) => void;
  /** What the worker may do there from now on. */
  grant: (share: Granted, now: number) => void;
  /** Nothing more is begun there before `until`, whatever shares say that are on their way. */
  block: (destinationId: string, until: number) => void;
  /** Takes out what is waiting for a destination: nothing may be sent there for now. */
  expel: (destinationId: string) => T[];
  /** How many more may be claimed, for the destinations of which anything is known. */
  rooms: (now: number) => Map<string, number>;
  /** The destinations that shares are needed for; those idle for a while are given up and told apart. */
  needs: (now: number) => Readonly<{ needed: Need[]; idle: string[] }>;
  /** Takes everything out that is not being sent. */
  drain: () => T[];
  waiting: () => number;
  sending: () => number;
}>;

export type Place = Readonly<{ shopId: string; destinationId: string }>;
/** `holding`: more than this is not begun before the next share is there. */
export type Need = Place & Readonly<{ holding: number }>;
export type Granted = Readonly<{
  destinationId: string;
  slots: number;
  /** What it should come down to. */
  target: number;
  /** Deliveries a second; undefined: no limit. */
  rate: number | undefined;
  stopped: boolean;
  /** Until when it holds. */
  until: number;
}>;
export type Next<T> =
  | Readonly<{ item: T }>
  /** A limit of the rate: there is one to send in so many milliseconds. */
  | Readonly<{ waitMs: number }>
  | undefined;

/** Claimed ahead: what the destination takes in this time, going by its recent answers. */
const AHEAD_MS = 100;
const AHEAD_AT_MOST = 256;
/** Weight of the newest answer in the running mean. */
const WEIGHT = 0.2;
/** A destination that nothing was sent to for so long gives its share up. */
const IDLE_MS = 3_000;

type Slots<T> = {
  place: Place;
  share: Granted | undefined;
  blockedUntil: number;
  /** When the rate allows the next one. */
  nextAt: number;
  sending: number;
  queue: T[];
  meanMs: number | undefined;
  usedAt: number;
};

export function createDestinationSlots<T>(): DestinationSlots<T> {
  const byDestination = new Map<string, Slots<T>>();
  let waiting = 0;
  let sending = 0;

  const expel = ({ queue }: Slots<T>): T[] => {
    waiting -= queue.length;
    return queue.splice(0);
  };

  return {
    add: (place, item) => {
      const known = byDestination.get(place.destinationId);
      const slots = known ?? fresh<T>(place);
      if (!known) byDestination.set(place.destinationId, slots);
      slots.queue.push(item);
      waiting += 1;
      return !known;
    },
    next: (destinationId, now) => {
      const slots = byDestination.get(destinationId);
      const share = slots?.share;
      if (!slots || !share || isStopped(slots, now)) return undefined;
      if (slots.sending >= limitOf(share) || slots.queue.length === 0) return undefined;
      if (share.rate !== undefined) {
        if (share.rate <= 0) return undefined;
        if (now < slots.nextAt) return { waitMs: slots.nextAt - now };
        slots.nextAt = Math.max(slots.nextAt, now - 1_000 / share.rate) + 1_000 / share.rate;
      }
      const item = slots.queue.shift() as T;
      waiting -= 1;
      sending += 1;
      slots.sending += 1;
      slots.usedAt = now;
      return { item };
    },
    done: (destinationId, durationMs, now) => {
      const slots = byDestination.get(destinationId);
      if (!slots) return;
      sending -= 1;
      slots.sending -= 1;
      slots.usedAt = now;
      slots.meanMs = (slots.meanMs ?? durationMs) * (1 - WEIGHT) + durationMs * WEIGHT;
    },
    grant: (share, now) => {
      const slots = byDestination.get(share.destinationId);
      if (!slots) return;
      // A rate that was just given counts from now; what was not used before is not made up for.
      if (slots.share?.rate !== share.rate) slots.nextAt = Math.max(slots.nextAt, now);
      slots.share = share;
      slots.usedAt = Math.max(slots.usedAt, slots.queue.length > 0 ? now : slots.usedAt);
    },
    block: (destinationId, until) => {
      const slots = byDestination.get(destinationId);
      if (slots) slots.blockedUntil = until;
    },
    expel: (destinationId) => {
      const slots = byDestination.get(destinationId);
      return slots ? expel(slots) : [];
    },
    rooms: (now) => {
      const rooms = new Map<string, number>();
      for (const [id, slots] of byDestination) rooms.set(id, Math.max(0, roomOf(slots, now)));
      return rooms;
    },
    needs: (now) => {
      const needed: Need[] = [];
      const idle: string[] = [];
      for (const [id, { place, share, sending: inUse, queue, usedAt }] of byDestination) {
        if (inUse === 0 && queue.length === 0 && now - usedAt > IDLE_MS) {
          byDestination.delete(id);
          idle.push(id);
        } else {
          needed.push({ ...place, holding: Math.max(inUse, share ? limitOf(share) : 0) });
        }
      }
      return { needed, idle };
    },
    drain: () => [...byDestination.values()].flatMap(expel),
    waiting: () => waiting,
    sending: () => sending,
  };
}

function fresh<T>(place: Place): Slots<T> {
  return {
    place,
    share: undefined,
    blockedUntil: -Infinity,
    nextAt: -Infinity,
    sending: 0,
    queue: [],
    meanMs: undefined,
    usedAt: -Infinity,
  };
}

function limitOf({ slots, target }: Granted): number {
  return Math.min(slots, target);
}

function isStopped<T>({ share, blockedUntil }: Slots<T>, now: number): boolean {
  return !share || share.stopped || share.until <= now || now < blockedUntil;
}

function roomOf<T>(slots: Slots<T>, now: number): number {
  const { share, sending, queue, meanMs } = slots;
  // Being asked for: what has been claimed is enough until it is known what may be sent.
  if (!share || isStopped(slots, now)) return 0;
  const ahead =
    meanMs === undefined
      ? 0
      : Math.min(AHEAD_AT_MOST, Math.floor((limitOf(share) * AHEAD_MS) / Math.max(meanMs, 1)));
  const held = sending + queue.length;
  const byRate = share.rate === undefined ? Infinity : Math.ceil(share.rate) + 1 - queue.length;
  return Math.min(limitOf(share) + ahead - held, byRate);
}
