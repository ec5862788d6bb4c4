import { recordAudit } from "#app/audit-store.server.ts";
import { enqueue } from "#app/jobs/enqueue.server.ts";
import { askSweep } from "#app/reconciliation/ask-sweep.server.ts";
import { isResourceKind } from "#app/reconciliation/resource-kinds.ts";
import { readShop } from "#app/shops/shop-queries.server.ts";
import { knownTimeZone } from "#app/ui/format.ts";
import { readShopTime } from "#app/ui/shop-date.ts";
import type { Outcome } from "#app/ui/use-outcome.tsx";

/** `field`: the one that the problem stands beside. */
export type CompareOutcome = Outcome & Readonly<{ field?: "from" | "to" | "kind" }>;

/** Asks for what the schedule would do in a while. */
export async function compareNow(shopId: string, actor: string): Promise<CompareOutcome> {
  await enqueue("sweep-shop", { shopId });
  await recordAudit(shopId, { actor, action: "completeness.compare-now" });
  return { ok: true, message: "Comparing with Shopify" };
}

/** Asks for the comparison of a window, given in the shop's own time. */
export async function compareWindow(
  shopId: string,
  form: FormData,
  actor: string,
): Promise<CompareOutcome> {
  const kind = String(form.get("kind"));
  if (!isResourceKind(kind)) {
    return { ok: false, problem: "Choose what to compare.", field: "kind" };
  }
  const timeZone = knownTimeZone((await readShop(shopId)).timezone);
  const time = (name: string) => readShopTime(String(form.get(name) ?? ""), timeZone);
  const outcome = await askSweep(shopId, { kind, from: time("from"), to: time("to") }, actor);
  return outcome.kind === "asked"
    ? { ok: true, message: "Comparing the window" }
    : { ok: false, problem: outcome.because, field: outcome.field };
}
