import type { SendTarget } from "../destination-kind.ts";

/** The time zones of accounts: HubSpot's daily limit starts anew at the account's own midnight. */
export type AccountClock = Readonly<{
  knows: (target: SendTarget) => boolean;
  learn: (target: SendTarget, timeZone: string) => void;
  untilMidnight: (target: SendTarget) => number;
}>;

/** While the zone is unknown, it is looked after once an hour: one call, and no attempt. */
const UNKNOWN_MS = 3_600_000;
const REMEMBERED = 5_000;

export function createAccountClock(now: () => number = Date.now): AccountClock {
  const zones = new Map<string, string>();
  const name = ({ shopId, destinationId }: SendTarget) => `${shopId}/${destinationId ?? ""}`;
  return {
    knows: (target) => zones.has(name(target)),
    learn: (target, timeZone) => {
      if (zones.size >= REMEMBERED) zones.clear();
      zones.set(name(target), timeZone);
    },
    untilMidnight: (target) => {
      const zone = zones.get(name(target));
      return zone === undefined ? UNKNOWN_MS : untilMidnightIn(zone, now());
    },
  };
}

/** A few seconds past it, so that clocks that differ a little do not ask too early. */
const MARGIN_MS = 5_000;
const DAY_MS = 86_400_000;

export function untilMidnightIn(timeZone: string, at: number): number {
  try {
    const time = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hourCycle: "h23",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    }).formatToParts(at);
    const part = (type: string) => Number(time.find((one) => one.type === type)?.value ?? 0);
    const passed = ((part("hour") * 60 + part("minute")) * 60 + part("second")) * 1_000;
    return DAY_MS - passed + MARGIN_MS;
  } catch {
    return UNKNOWN_MS;
  }
}
