/**
 * The value, which the caller knows to be there.
 *
 * @throws Error naming what is missing.
 */
export function present<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`${what} is missing`);
  return value;
}
