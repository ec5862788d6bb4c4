import { findFindings } from "./find-findings.server.ts";
import { settleIssues, type Transition } from "./issue-store.server.ts";

/** Looks at what is wrong in a shop and brings its issues in line with it. */
export async function updateIssues(
  shopId: string,
  now = new Date(),
): Promise<readonly Transition[]> {
  const findings = await findFindings(shopId, now);
  return settleIssues(shopId, findings, now, async () => undefined);
}
