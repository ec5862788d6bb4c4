/** The tables that are range-partitioned by day on their UUIDv7 id. */
export const PARTITIONED_TABLES = ["event", "receipt", "delivery", "attempt"] as const;
export type PartitionedTable = (typeof PARTITIONED_TABLES)[number];

export type Partition = Readonly<{
  name: string;
  table: PartitionedTable;
  /** Smallest id of the day, and smallest id of the next day. */
  from: string;
  to: string;
}>;

const DAY_MS = 86_400_000;

/** The partition that holds the ids made on the (UTC) day of `at`, in milliseconds since 1970. */
export function partitionOf(table: PartitionedTable, at: number): Partition {
  const day = Math.floor(at / DAY_MS) * DAY_MS;
  const stamp = new Date(day).toISOString().slice(0, 10).replaceAll("-", "");
  return { name: `${table}_${stamp}`, table, from: smallestId(day), to: smallestId(day + DAY_MS) };
}

/** The days from `at` on whose partitions should be there, as milliseconds. */
export function daysAhead(at: number, days: number): number[] {
  return Array.from({ length: days + 1 }, (_, index) => at + index * DAY_MS);
}

/** The smallest UUID that a version 7 id of this millisecond can have. */
export function smallestId(at: number): string {
  const hex = Math.max(0, Math.floor(at)).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** The millisecond in which a UUIDv7 was made. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
