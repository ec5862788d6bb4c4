import type { AdminOutcome } from "#app/shopify-admin/admin-outcome.ts";

/** Calls under way at once for one piece of work; the pacer decides how many the budget bears. */
const AT_ONCE = 4;

/**
 * Reads in chunks, some at once, and gives everything in the order asked for; what did not go well
 * ends it.
 */
export async function inChunks<T>(
  ids: readonly string[],
  size: number,
  read: (ids: readonly string[]) => Promise<AdminOutcome<T[]>>,
): Promise<AdminOutcome<T[]>> {
  const chunks = Array.from({ length: Math.ceil(ids.length / size) }, (_, index) =>
    ids.slice(index * size, (index + 1) * size),
  );
  const results: T[][] = [];
  let stopped: Exclude<AdminOutcome<T[]>, { kind: "ok" }> | undefined;
  let next = 0;
  const takeTurns = async () => {
    while (next < chunks.length && !stopped) {
      const index = next++;
      const outcome = await read(chunks[index] ?? []);
      if (outcome.kind === "ok") results[index] = outcome.data;
      else stopped = outcome;
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, chunks.length) }, takeTurns));
  return stopped ?? { kind: "ok", data: results.flat() };
}
