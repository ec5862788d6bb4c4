import type { LoaderFunctionArgs } from "@remix-run/node";
import { reportCsv } from "#app/reconciliation/report-csv.ts";
import { readStatement, STATEMENT_MS } from "#app/reconciliation/statement-queries.server.ts";
import { listGaps } from "#app/reconciliation/sweep-list-queries.server.ts";
import { requireShop } from "#app/shop-session.server.ts";

/** More gaps than any report is read for; how many there are is said. */
const GAPS_REPORTED = 10_000;

/** The statement as a dated file, for an accountant or a partner. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId, domain } = await requireShop(request);
  const now = Date.now();
  const [statements, gaps] = await Promise.all([
    readStatement(shopId, now - STATEMENT_MS),
    listGaps(shopId, GAPS_REPORTED),
  ]);
  return new Response(reportCsv({ domain, now, statements, ...gaps }), {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="completeness-${new Date(now).toISOString().slice(0, 10)}.csv"`,
      "Cache-Control": "no-store",
    },
  });
}
