import type { Transaction } from "#app/db.server.ts";
import { findFindings } from "./find-findings.server.ts";
import { settleIssues, type Transition } from "./issue-store.server.ts";

/** Runs in the transaction that writes the transitions. */
type OnTransitions = (
  tx: Transaction,
  shopId: string,
  transitions: readonly Transition[],
  now: Date,
) => Promise<void>;

/** Looks at what is wrong in a shop and brings its issues in line with it. */
export async function updateIssues(
  shopId: string,
  now = new Date(),
  onTransitions: OnTransitions = async () => undefined,
): Promise<readonly Transition[]> {
  const findings = await findFindings(shopId, now);
  return settleIssues(shopId, findings, now, (tx, transitions) =>
    onTransitions(tx, shopId, transitions, now),
  );
}
