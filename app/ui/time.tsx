import { clockTime, exactTime, relativeTime } from "./format.ts";
import { useShopTime } from "./shop-context.tsx";

/** A moment, relative to now, with the exact time in the shop's time zone on hover. */
export function RelativeTime({ at }: Readonly<{ at: Date | string | number }>) {
  const { now, timeZone } = useShopTime();
  const time = new Date(at).getTime();
  // A clock that ticks while React takes over the page must not count as a mismatch.
  return (
    <time
      dateTime={new Date(time).toISOString()}
      title={exactTime(time, timeZone)}
      suppressHydrationWarning
    >
      {relativeTime(time, now, timeZone)}
    </time>
  );
}

/** A moment, exact to the second. */
export function ExactTime({ at }: Readonly<{ at: Date | string | number }>) {
  const { timeZone } = useShopTime();
  const time = new Date(at).getTime();
  return <time dateTime={new Date(time).toISOString()}>{exactTime(time, timeZone)}</time>;
}

/** Hours and minutes, with the exact time on hover. */
export function ClockTime({ at }: Readonly<{ at: Date | string | number }>) {
  const { timeZone } = useShopTime();
  const time = new Date(at).getTime();
  return (
    <time dateTime={new Date(time).toISOString()} title={exactTime(time, timeZone)}>
      {clockTime(time, timeZone)}
    </time>
  );
}
