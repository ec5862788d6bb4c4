import type pg from "pg";
import type { Outcome } from "#app/destinations/destination-kind.ts";
import { log } from "#app/log.server.ts";
import { shopById } from "#app/shop-directory-store.server.ts";
import { attemptDelivery, type Hold } from "./attempt-delivery.server.ts";
import { createBreakerWatch } from "./breaker.ts";
import type { Completion } from "./completion-system-store.server.ts";
import type { DeliveryTargets } from "./delivery-targets.server.ts";
import { holdDestination, openBreaker, rampUp } from "./destination-flow-system-store.server.ts";
import type { DestinationSlots } from "./destination-slots.ts";
import { type ClaimedDelivery, releaseLanes } from "./lane-system-store.server.ts";
import { keepShares } from "./share-keeper.server.ts";

export type Sending = Readonly<{
  /** Sends what may be sent to a destination now. */
  pump: (destinationId: string) => void;
  /** A destination has come in of which nothing was held. */
  askForShare: () => void;
  /** Gives the shares back; what is being sent must have ended. */
  stop: () => Promise<void>;
}>;

type Parts = Readonly<{
  claims: pg.Pool;
  slots: DestinationSlots<ClaimedDelivery>;
  targets: DeliveryTargets;
  /** Whether there is time left to send it under its lease; asked the moment before. */
  mayBegin: (lane: ClaimedDelivery, now: number) => boolean;
  onResult: (completion: Completion) => void;
  /** Shares were renewed: there may be room for more. */
  onShare: () => void;
}>;

/** Longer than it takes to write that a destination is held, and to ask for its share anew. */
const BLOCK_MS = 1_000;

/** Sends claimed deliveries within the destinations' limits, and watches how the destinations do. */
export function createSending(parts: Parts): Sending {
  const { claims, slots, targets, mayBegin, onResult, onShare } = parts;
  const breaker = createBreakerWatch();
  const timers = new Map<string, NodeJS.Timeout>();

  const pump = (destinationId: string): void => {
    for (;;) {
      const next = slots.next(destinationId, performance.now());
      if (!next) return;
      if ("waitMs" in next) return pumpLater(destinationId, next.waitMs);
      void send(next.item);
    }
  };

  /** One timer a destination, for when its rate allows the next. */
  const pumpLater = (destinationId: string, ms: number): void => {
    if (timers.has(destinationId)) return;
    const timer = setTimeout(() => {
      timers.delete(destinationId);
      pump(destinationId);
    }, ms);
    timers.set(destinationId, timer);
  };

  /** Hands back what waits for a destination that nothing may be sent to now. */
  const handBack = (destinationId: string): void => {
    // A lane that is not handed back is free when its lease has run out.
    releaseLanes(claims, slots.expel(destinationId)).catch(() => undefined);
  };

  const keeper = keepShares(claims, slots, (destinationId, stopped) => {
    if (stopped) handBack(destinationId);
    else pump(destinationId);
    onShare();
  });

  const send = async (lane: ClaimedDelivery): Promise<void> => {
    let started = performance.now();
    try {
      const target = await targets.find(lane.shopId, lane.destinationId, lane.destinationVersion);
      const shop = await shopById(lane.shopId);
      const { delivery } = lane;
      // Only now: a database that hung for a while has used up the lease meanwhile.
      started = performance.now();
      if (!mayBegin(lane, started) || !target || !delivery) {
        await releaseLanes(claims, [lane]);
        return;
      }
      const probing = keeper.isProbe(lane.destinationId);
      const { completion, outcome, hold } = await attemptDelivery(
        lane,
        delivery,
        target,
        shop,
        probing,
      );
      // The result first: whatever becomes of the rest, it is not lost.
      if (completion) onResult(completion);
      if (hold) await holdBack(lane, hold);
      if (outcome) await watch(lane, outcome, probing);
      if (!completion) await releaseLanes(claims, [lane]);
    } catch (error) {
      // Its lease runs out, and it is tried again.
      log.error({ err: error, destinationId: lane.destinationId }, "delivery not attempted");
    } finally {
      const now = performance.now();
      slots.done(lane.destinationId, now - started, now);
      pump(lane.destinationId);
    }
  };

  /** At once, before the others know of it: what else is under way ends, and nothing new begins. */
  const stopSending = (destinationId: string): void => {
    slots.block(destinationId, performance.now() + BLOCK_MS);
    handBack(destinationId);
  };

  const holdBack = async (lane: ClaimedDelivery, how: Hold): Promise<void> => {
    const { shopId, destinationId } = lane;
    stopSending(destinationId);
    await holdDestination(claims, lane, how);
    log.warn({ shopId, destinationId, ms: how.ms, reason: how.reason }, "destination is held");
    keeper.ask();
  };

  const watch = async (lane: ClaimedDelivery, outcome: Outcome, probing: boolean) => {
    const { shopId, destinationId } = lane;
    const change = breaker.note(destinationId, outcome, probing, performance.now());
    if (!change) return;
    if (change === "open") {
      stopSending(destinationId);
      await openBreaker(claims, lane);
      log.warn({ shopId, destinationId, outcome }, "destination fails and is left alone");
    } else {
      await rampUp(claims, lane);
      log.info({ shopId, destinationId }, "destination is back and gets more every second");
    }
    keeper.ask();
  };

  return {
    pump,
    askForShare: keeper.ask,
    stop: async () => {
      for (const timer of timers.values()) clearTimeout(timer);
      await keeper.stop();
    },
  };
}
