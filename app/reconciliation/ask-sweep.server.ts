import { recordAudit } from "#app/audit-store.server.ts";
import { enqueue } from "#app/jobs/enqueue.server.ts";
import type { ResourceKind } from "./resource-kinds.ts";
import { kindTerms, readComparedShop } from "./shop-terms-queries.server.ts";
import { beginSweep } from "./sweep-store.server.ts";
import { ORDINARY_PACE } from "./sweep-shop.server.ts";

/** What a person asks to be compared; milliseconds since 1970, undefined where nothing legible was given. */
export type AskedWindow = Readonly<{
  kind: ResourceKind;
  from: number | undefined;
  to: number | undefined;
}>;

export type AskOutcome =
  | Readonly<{ kind: "asked"; sweepId: string }>
  /** Beside which field, and what to do. */
  | Readonly<{ kind: "refused"; field: "from" | "to" | "kind"; because: string }>;

const SIXTY_DAYS_MS = 60 * 86_400_000;

/**
 * Begins the comparison of a window. What lies before the installation has never been promised, and
 * what is younger than the grace period may be on its way: neither can be missing.
 * @param actor the staff member who asks
 */
export async function askSweep(
  shopId: string,
  { kind, from, to }: AskedWindow,
  actor: string,
): Promise<AskOutcome> {
  const refuse = (field: "from" | "to" | "kind", because: string): AskOutcome => ({
    kind: "refused",
    field,
    because,
  });
  const shop = await readComparedShop(shopId);
  const terms = kindTerms(shop, kind);
  const now = Date.now();
  if (terms.kind === "scope-missing") {
    return refuse(
      "kind",
      `Grant the permission ${terms.scope} first: without it they cannot be read.`,
    );
  }
  if (terms.kind === "not-subscribed" || !shop.installedAt) {
    return refuse("kind", "Choose a topic of theirs first: nothing is expected of them now.");
  }
  if (from === undefined) return refuse("from", "Give the day and time to begin with.");
  if (to === undefined) return refuse("to", "Give the day and time to end with.");
  if (to <= from) return refuse("to", "Choose a time after the beginning.");
  if (kind === "order" && !shop.scopes.has("read_all_orders") && from < now - SIXTY_DAYS_MS) {
    return refuse(
      "from",
      "Choose a time within the last 60 days: Shopify shows older orders only with the permission read_all_orders.",
    );
  }
  if (to <= shop.installedAt.getTime()) {
    return refuse("to", "Choose a time after the app was installed: nothing was promised before.");
  }
  const window = {
    from: Math.max(from, shop.installedAt.getTime()),
    to: Math.min(to, now - ORDINARY_PACE.graceMs),
  };
  if (window.to <= window.from) {
    return refuse("to", "Wait a few minutes: what has just happened may still be on its way.");
  }
  const sweep = await beginSweep(shopId, { kind, mode: "asked", window, askedBy: actor });
  if (!sweep) throw new Error("a sweep with a new id was not begun");
  await recordAudit(shopId, {
    actor,
    action: "completeness.compare",
    subject: sweep.id,
    detail: { kind, from: new Date(from).toISOString(), to: new Date(to).toISOString() },
  });
  await enqueue("sweep-window", { shopId, sweepId: sweep.id });
  return { kind: "asked", sweepId: sweep.id };
}
