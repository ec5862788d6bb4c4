/** One hour (or day) of a chart. `at` is its beginning, milliseconds since 1970. */
export type Point = Readonly<{ at: number; value: number }>;

const HOUR = 3_600_000;

export type HourRow = Readonly<{
  at: number;
  received: number;
  delivered: number;
  failed: number;
  dead: number;
}>;

type Counted = Readonly<{
  hour: Date;
  received: number;
  delivered: number;
  failed: number;
  dead: number;
}>;

/**
 * Every hour of the last `hours`, the present one last; hours in which nothing was counted are 0.
 * @param now milliseconds since 1970
 */
export function fillHours(counted: readonly Counted[], hours: number, now: number): HourRow[] {
  const known = new Map(counted.map((row) => [row.hour.getTime(), row]));
  const last = Math.floor(now / HOUR) * HOUR;
  return Array.from({ length: hours }, (_, index) => {
    const at = last - (hours - 1 - index) * HOUR;
    const row = known.get(at);
    return {
      at,
      received: row?.received ?? 0,
      delivered: row?.delivered ?? 0,
      failed: row?.failed ?? 0,
      dead: row?.dead ?? 0,
    };
  });
}

/** Adds up every `size` neighbours, for a line that must fit in little room. */
export function bucket(points: readonly Point[], size: number): Point[] {
  const buckets: Point[] = [];
  for (let index = 0; index < points.length; index += size) {
    const group = points.slice(index, index + size);
    const first = group[0];
    if (first) buckets.push({ at: first.at, value: sum(group.map(({ value }) => value)) });
  }
  return buckets;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** An SVG path through the values, scaled into a box; a flat line lies at the bottom. */
export function linePath(values: readonly number[], width: number, height: number): string {
  const most = Math.max(1, ...values);
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  return values
    .map((value, index) => {
      const x = round(index * step);
      const y = round(height - (value / most) * height);
      return `${index === 0 ? "M" : "L"}${x} ${y}`;
    })
    .join(" ");
}

/** A round number at or above `most`, for the top of an axis: 7 → 8, 130 → 150, 0 → 4. */
export function axisTop(most: number): number {
  if (most <= 4) return 4;
  const magnitude = 10 ** Math.floor(Math.log10(most));
  const steps = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];
  const step = steps.find((candidate) => candidate * magnitude >= most) ?? 10;
  return Math.ceil(step * magnitude);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** The values of the last `hours`, the present one last; hours without a value are 0. */
export function lastHours(
  counted: readonly Readonly<{ hour: Date; count: number }>[],
  hours: number,
  now: number,
): number[] {
  const known = new Map(counted.map(({ hour, count }) => [hour.getTime(), count]));
  const last = Math.floor(now / HOUR) * HOUR;
  return Array.from(
    { length: hours },
    (_, index) => known.get(last - (hours - 1 - index) * HOUR) ?? 0,
  );
}
