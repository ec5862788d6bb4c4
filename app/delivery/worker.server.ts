import { databaseAddress } from "#app/db.server.ts";
import { LONGEST_CALL_MS } from "#app/destinations/destination-kinds.server.ts";
import { log } from "#app/log.server.ts";
import { cancelled } from "./attempt-delivery.server.ts";
import { createDeliveryTargets } from "./delivery-targets.server.ts";
import { createDestinationSlots } from "./destination-slots.ts";
import {
  claimLanes,
  type ClaimedDelivery,
  FIRST_TURN,
  releaseLanes,
} from "./lane-system-store.server.ts";
import { createResultWriter } from "./result-writer.server.ts";
import { settleLane } from "./settle-lane-system-store.server.ts";
import { createSending } from "./sending.server.ts";
import { listenForWork } from "./work-listener.server.ts";
import { openWorkerPools } from "./worker-pool.server.ts";

export type WorkerOptions = Readonly<{
  /** The process' own database unless given. */
  databaseUrl?: string;
  /** Deliveries held at most, from claim to written result. */
  heldAtMost?: number;
  /**
   * How many of those it may hold at this moment; asked before each claim. A process that also takes
   * webhooks lowers it while those come in faster than they are stored.
   */
  room?: () => number;
  /** Behind the notifications: how often it looks by itself, in milliseconds. */
  pollMs?: number;
  /** Longer than an attempt may take with its result's writing. */
  leaseMs?: number;
}>;

export type DeliveryWorker = Readonly<{
  /** Whether it can claim at present. */
  ready: () => boolean;
  /** Takes no more, finishes what is being sent, hands back the rest. */
  stop: () => Promise<void>;
  /** Resolves when nothing is due and nothing is held. */
  idle: () => Promise<void>;
}>;

const LEASE_MS = 60_000;
/** A claim at least; a destination's own room may be more. */
const QUOTA = 64;
/** What must be left of a lease for an attempt to be begun: its limit, and time to write. */
const NEEDED_MS = LONGEST_CALL_MS + 5_000;
const STOP_MS = LONGEST_CALL_MS + 5_000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

/**
 * Claims lanes, sends their heads, writes the results. Any number of workers may run against one
 * database, in one process or many. It outlives the database: it waits until that is back.
 */
export function startDeliveryWorker(options: WorkerOptions = {}): DeliveryWorker {
  const databaseUrl = options.databaseUrl ?? databaseAddress();
  const pools = openWorkerPools(databaseUrl);
  const { heldAtMost = 1_024, pollMs = 500, leaseMs = LEASE_MS } = options;
  const neededMs = Math.min(NEEDED_MS, leaseMs / 2);
  const slots = createDestinationSlots<ClaimedDelivery>();
  const targets = createDeliveryTargets();
  const idleWaiters: (() => void)[] = [];
  let turn = FIRST_TURN;
  let stopped = false;
  let claiming = false;
  let preparing = 0;
  let awake = false;
  let wakeUp: (() => void) | undefined;

  const wake = (): void => {
    awake = true;
    wakeUp?.();
  };
  const held = (): number => preparing + slots.waiting() + slots.sending() + writer.pending();
  const writer = createResultWriter(pools.results, ({ moreDue }) => {
    if (moreDue || cutShort || idleWaiters.length > 0) wake();
  });
  /** The last claim left something behind that a free slot can take. */
  let cutShort = false;

  /** Waits for `wake`, at most so long. */
  const rest = async (ms: number): Promise<void> => {
    if (!awake) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      wakeUp = undefined;
    }
    awake = false;
  };

  const loop = async (): Promise<void> => {
    let waitMs = FIRST_WAIT_MS;
    while (!stopped) {
      const total = Math.min(heldAtMost, options.room?.() ?? heldAtMost) - held();
      if (total <= 0) {
        cutShort = true;
        await rest(pollMs);
        continue;
      }
      try {
        const rooms = slots.rooms(performance.now());
        const claim = await claimLanes(pools.claims, { turn, total, quota: QUOTA, rooms, leaseMs });
        claiming = true;
        waitMs = FIRST_WAIT_MS;
        turn = claim.turn;
        cutShort = claim.full;
        for (const lane of claim.deliveries) void take(lane);
        if (claim.more) continue;
        if (held() === 0 && !awake) for (const done of idleWaiters.splice(0)) done();
        await rest(pollMs);
      } catch (error) {
        claiming = false;
        log.warn({ error: codeOf(error) }, "delivery worker cannot claim; it tries again");
        await new Promise((resolve) => setTimeout(resolve, stopped ? 0 : waitMs));
        waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
      }
    }
  };

  /** Queues a claimed lane at its destination. */
  const take = async (lane: ClaimedDelivery): Promise<void> => {
    preparing += 1;
    try {
      const target = await targets.find(lane.shopId, lane.destinationId, lane.destinationVersion);
      const { delivery } = lane;
      if (!delivery) return await settleLane(pools.results, lane);
      if (!target) return writer.add(cancelled(lane, delivery, "destination_deleted"));
      if (!delivery.event) return writer.add(cancelled(lane, delivery, "event_missing"));
      if (delivery.event.superseded) return writer.add(cancelled(lane, delivery, "superseded"));
      if (slots.add(lane, lane)) sending.askForShare();
    } catch (error) {
      // Its lease runs out, and it is tried again.
      log.error({ err: error, destinationId: lane.destinationId }, "delivery not prepared");
    } finally {
      preparing -= 1;
    }
    sending.pump(lane.destinationId);
  };

  const sending = createSending({
    claims: pools.claims,
    slots,
    targets,
    mayBegin: (lane, now) => !stopped && lane.leaseEndsAt - now >= neededMs,
    onResult: writer.add,
    onShare: () => {
      if (cutShort) wake();
    },
  });

  const listener = listenForWork(databaseUrl, wake);
  const running = loop();

  const settled = async (): Promise<void> => {
    while (held() > 0) {
      await writer.drained();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };

  return {
    ready: () => claiming && !stopped,
    stop: async () => {
      stopped = true;
      wake();
      await running;
      await releaseLanes(pools.claims, slots.drain()).catch(() => undefined);
      // Every attempt ends within its own limits; a database that is away is not waited for longer.
      await Promise.race([
        settled(),
        new Promise((resolve) => setTimeout(resolve, STOP_MS).unref()),
      ]);
      await sending.stop();
      await listener.stop();
      await pools.close();
    },
    idle: () =>
      new Promise((resolve) => {
        idleWaiters.push(resolve);
        wake();
      }),
  };
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : "unknown";
}
