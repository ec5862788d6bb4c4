import type { LoaderFunctionArgs } from "@remix-run/node";
import { isId, readFilter } from "#app/event-log/event-filter.ts";
import { countNewEvents, MOST_NEW } from "#app/event-log/event-queries.server.ts";
import { requireShop } from "#app/shop-session.server.ts";

/** How many events came after one, for a list that is open. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId } = await requireShop(request);
  const params = new URL(request.url).searchParams;
  const after = params.get("after") ?? "";
  if (!isId(after)) return { after, count: 0, more: false };
  const count = await countNewEvents(shopId, readFilter(params), after, Date.now());
  return { after, count, more: count >= MOST_NEW };
}
