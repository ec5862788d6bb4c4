import type { ActionFunctionArgs } from "@remix-run/node";
import { retryNow } from "#app/delivery/retry-now-store.server.ts";
import { requireShop } from "#app/shop-session.server.ts";
import type { Outcome } from "#app/ui/use-outcome.tsx";

/** Tries a delivery now instead of when its wait is over. */
export async function action({ request }: ActionFunctionArgs): Promise<Outcome> {
  const { shopId, actor } = await requireShop(request);
  const form = await request.formData();
  const result = await retryNow(shopId, String(form.get("delivery") ?? ""), actor);
  switch (result) {
    case "due":
    case "running":
      return { ok: true, message: "Being tried now" };
    case "held":
      return {
        ok: false,
        problem:
          "An event before it failed for good and holds this one back. Replay that one first.",
      };
    case "not_pending":
      return {
        ok: false,
        problem: "It does not wait any more. Reload the page to see how it went.",
      };
    case "not_found":
      return { ok: false, problem: "There is no such delivery." };
  }
}
