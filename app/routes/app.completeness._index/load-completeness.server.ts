import { readStatement, STATEMENT_MS } from "#app/reconciliation/statement-queries.server.ts";
import { listGaps, listSweeps } from "#app/reconciliation/sweep-list-queries.server.ts";

const SWEEPS_SHOWN = 25;
const GAPS_SHOWN = 100;

/** Everything the page shows. @param now milliseconds since 1970 */
export async function loadCompleteness(shopId: string, now: number) {
  const [statements, sweeps, { gaps, total }] = await Promise.all([
    readStatement(shopId, now - STATEMENT_MS),
    listSweeps(shopId, SWEEPS_SHOWN),
    listGaps(shopId, GAPS_SHOWN),
  ]);
  return { statements, sweeps, gaps, total, now };
}
