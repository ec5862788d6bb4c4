import { z } from "zod";
import type { AdminOutcome, UserErrors } from "./admin-outcome.ts";

/** `userErrors` of a mutation. */
export const userErrors = z.array(
  z.object({ field: z.array(z.string()).nullable().optional(), message: z.string() }),
);

type WithUserErrors = Readonly<{ userErrors: z.infer<typeof userErrors> }>;

/** Takes a mutation's payload out of its answer, and its user errors as an outcome of their own. */
export function settle<T, P extends WithUserErrors>(
  outcome: AdminOutcome<T>,
  payloadOf: (data: T) => P,
): AdminOutcome<P> {
  if (outcome.kind !== "ok") return outcome;
  const payload = payloadOf(outcome.data);
  if (payload.userErrors.length === 0) return { kind: "ok", data: payload };
  return { kind: "user-errors", errors: payload.userErrors } satisfies UserErrors;
}
