/** Events of one topic per hour; hours without any are left out. */
export type TopicHours = Readonly<{ hour: Date; count: number }>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What is usual is seen from this much of the past. */
export const USUAL_DAYS = 7;
/** Fewer than this in that time, and any silence may be chance. */
const USUAL_EVENTS = 50;
/** Nights and weekends are quiet: a silence is this many usual pauses, and this long at least. */
const PAUSES = 12;
const SHORTEST_MS = 6 * HOUR_MS;
/** Other events of the store in the silence: it is the topic that is silent, not the store. */
const OTHERS_GO_ON = 10;

export type SilentTopic = Readonly<{ topic: string; lastHour: Date; others: number }>;

/**
 * Topics whose events have stopped while the store's other events go on. Pure arithmetic over the
 * hourly counts, so it sees a silence some hours after it began.
 * @param now milliseconds since 1970
 */
export function silentTopics(
  received: ReadonlyMap<string, readonly TopicHours[]>,
  now: number,
): SilentTopic[] {
  const since = now - USUAL_DAYS * DAY_MS;
  return [...received].flatMap(([topic, hours]) => {
    const recent = hours.filter(({ hour }) => hour.getTime() >= since);
    const count = recent.reduce((sum, hour) => sum + hour.count, 0);
    const last = Math.max(...recent.map(({ hour }) => hour.getTime()));
    if (count < USUAL_EVENTS) return [];
    // An hour's events may all have come at its end.
    const silence = now - (last + HOUR_MS);
    const usualPause = Math.max(last - since, HOUR_MS) / count;
    if (silence < Math.max(SHORTEST_MS, PAUSES * usualPause)) return [];
    const others = [...received].reduce(
      (sum, [name, all]) =>
        name === topic
          ? sum
          : sum + all.filter(({ hour }) => hour.getTime() > last).reduce((n, h) => n + h.count, 0),
      0,
    );
    return others >= OTHERS_GO_ON ? [{ topic, lastHour: new Date(last), others }] : [];
  });
}
