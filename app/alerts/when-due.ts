/** How often a channel wants to hear, and when not. Minutes of the day in the store's time zone. */
export type Rhythm = Readonly<{
  digest: "at_once" | "hourly" | "daily";
  quietFrom: number | null;
  quietTo: number | null;
}>;

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
/** When a daily digest is sent. */
const DAILY_AT = 8 * 60;

/**
 * When a channel is told of what happened now: at once or with the next digest, and not within
 * quiet hours, whose end it waits for.
 * @param now milliseconds since 1970
 */
export function whenDue({ digest, quietFrom, quietTo }: Rhythm, now: number, timeZone: string) {
  const due = now + minutesToDigest(digest, now, timeZone) * MINUTE_MS;
  if (quietFrom === null || quietTo === null) return due;
  const minute = minuteOfDay(due, timeZone);
  const isQuiet =
    quietFrom <= quietTo
      ? minute >= quietFrom && minute < quietTo
      : minute >= quietFrom || minute < quietTo;
  return isQuiet ? due + minutesUntil(minute, quietTo) * MINUTE_MS : due;
}

function minutesToDigest(digest: Rhythm["digest"], now: number, timeZone: string): number {
  const minute = minuteOfDay(now, timeZone);
  switch (digest) {
    case "at_once":
      return 0;
    case "hourly":
      return 60 - (minute % 60);
    case "daily":
      return minutesUntil(minute, DAILY_AT) || DAY_MINUTES;
  }
}

function minutesUntil(from: number, to: number): number {
  return (to - from + DAY_MINUTES) % DAY_MINUTES;
}

function minuteOfDay(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value ?? 0);
  return part("hour") * 60 + part("minute");
}
