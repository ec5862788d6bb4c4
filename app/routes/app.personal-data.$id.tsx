import type { LoaderFunctionArgs } from "@remix-run/node";
import { personalDataReport } from "#app/compliance/report.server.ts";
import { requireShop } from "#app/shop-session.server.ts";

/** The report of one request, as a file. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shopId, actor } = await requireShop(request);
  const report = await personalDataReport(shopId, params["id"] ?? "", actor);
  if (!report) throw new Response(null, { status: 404 });
  return new Response(report, {
    headers: {
      "content-type": "application/json; charset=utf-8",
      "content-disposition": 'attachment; filename="personal-data.json"',
      "cache-control": "no-store",
    },
  });
}
