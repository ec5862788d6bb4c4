/**
 * Runs `work` for each item, at most `atOnce` at a time, and gives the results in the items' order.
 * Rejects with the first failure, once what was begun has come to its end.
 */
export async function forEachOf<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Map<number, R>();
  const faults: unknown[] = [];
  let next = 0;
  const takeTurns = async () => {
    while (next < items.length && faults.length === 0) {
      const index = next++;
      try {
        results.set(index, await work(items[index] as T));
      } catch (fault) {
        faults.push(fault);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, takeTurns));
  if (faults.length > 0) throw faults[0];
  return items.map((_item, index) => results.get(index) as R);
}
