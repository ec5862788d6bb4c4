const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 1 });

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Exact, where someone counts orders: `1,204`, never `1.2K`. */
export function formatNumber(count: number): string {
  return whole.format(count);
}

/** `1 event`, `1,204 events`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

/** A share from 0 to 1; never rounded up to 100 % while something is missing. */
export function formatShare(share: number): string {
  if (share < 1 && share > 0.999) return "99.9%";
  return percent.format(share);
}

/** A length of time in milliseconds, in the one unit that says enough: `820 ms`, `1.4 s`, `3 min`. */
export function formatDuration(ms: number): string {
  if (ms < SECOND) return `${whole.format(Math.max(0, ms))} ms`;
  if (ms < MINUTE) return `${oneDigit.format(ms / SECOND)} s`;
  if (ms < HOUR) return `${whole.format(Math.floor(ms / MINUTE))} min`;
  if (ms < 2 * DAY) return `${whole.format(Math.floor(ms / HOUR))} h`;
  return `${whole.format(Math.floor(ms / DAY))} days`;
}

/** How long something has been waiting: whole units, since tenths of a second say nothing here. */
export function formatAge(ms: number): string {
  return ms < MINUTE ? `${Math.max(1, Math.floor(ms / SECOND))} s` : formatDuration(ms);
}

export function formatBytes(bytes: number): string {
  if (bytes < 1_024) return `${whole.format(bytes)} bytes`;
  if (bytes < 1_048_576) return `${oneDigit.format(bytes / 1_024)} KB`;
  return `${oneDigit.format(bytes / 1_048_576)} MB`;
}

/** `just now`, `4 min ago`, `in 2 min`; older than a week it is the date. Milliseconds since 1970. */
export function relativeTime(at: number, now: number, timeZone: string): string {
  const ago = now - at;
  if (Math.abs(ago) < 5 * SECOND) return "just now";
  if (ago < 0) return `in ${wholeUnits(-ago)}`;
  if (ago < 7 * DAY) return `${wholeUnits(ago)} ago`;
  return new Intl.DateTimeFormat("en-US", {
    timeZone,
    month: "short",
    day: "numeric",
    year: "numeric",
  }).format(at);
}

function wholeUnits(ms: number): string {
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`;
  const days = Math.floor(ms / DAY);
  return days === 1 ? "1 day" : `${days} days`;
}

/** The exact time in the shop's time zone, to the second: `Nov 21, 2026, 14:05:09 GMT+1`. */
export function exactTime(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat("en-US", {
    timeZone,
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  }).format(at);
}

/** `14:05` in the shop's time zone. */
export function clockTime(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat("en-US", {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(at);
}

/** `Nov 21, 14:00` in the shop's time zone. */
export function dayAndHour(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat("en-US", {
    timeZone,
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(at);
}

/** A moment in a sentence: `09:12` today, `Nov 16, 09:12` this year, else with the year. */
export function momentText(
  at: number,
  { now, timeZone }: Readonly<{ now: number; timeZone: string }>,
): string {
  const day = (time: number) =>
    new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(time);
  if (day(at) === day(now)) return clockTime(at, timeZone);
  if (day(at).slice(0, 4) === day(now).slice(0, 4)) return dayAndHour(at, timeZone);
  return exactTime(at, timeZone);
}

/** A time zone that Intl knows, or UTC. */
export function knownTimeZone(name: string | null | undefined): string {
  if (!name) return "UTC";
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}
