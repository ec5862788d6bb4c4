/**
 * What a failed write means for the batch it was in.
 * - `partition`: the day's partition is missing; make it and write again
 * - `again`: another transaction was in the way; write again
 * - `data`: PostgreSQL refuses a row; find it, the others go on
 * - `unavailable`: nothing can be promised now
 */
export type DatabaseFault = "partition" | "again" | "data" | "unavailable";

/** Reads PostgreSQL's SQLSTATE out of an error of Prisma's or of the driver's. */
export function sqlState(error: unknown): string | undefined {
  const seen = error as {
    code?: unknown;
    meta?: { code?: unknown; driverAdapterError?: { cause?: { originalCode?: unknown } } };
    cause?: { originalCode?: unknown; code?: unknown };
  };
  const candidates = [
    seen?.meta?.driverAdapterError?.cause?.originalCode,
    seen?.cause?.originalCode,
    seen?.meta?.code,
    seen?.code,
  ];
  return candidates.find(
    (code): code is string =>
      typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) && !/^P\d{4}$/.test(code),
  );
}

/** Classes of SQLSTATE: appendix A of PostgreSQL's manual. */
export function classifyDatabaseFault(error: unknown): DatabaseFault {
  const state = sqlState(error);
  const text = error instanceof Error ? error.message : "";
  if (state === "23514" && text.includes("no partition")) return "partition";
  if (text.includes("no partition of relation")) return "partition";
  if (state === "40P01" || state === "40001") return "again";
  if (state?.startsWith("22") || state?.startsWith("23") || state === "54000") return "data";
  return "unavailable";
}
