import { isResourceKind } from "./resource-kinds.ts";
import { ORDINARY_PACE } from "./sweep-shop.server.ts";
import { beginSweep } from "./sweep-store.server.ts";

/** As job `reconcile-window` hands it on. */
export type LossWindow = Readonly<{
  shopId: string;
  resourceKind: string;
  from: string;
  to: string;
}>;

/**
 * Begins the sweep of a window in which a subscription was gone. Not before its grace period is
 * over: what was sent at its end may be on its way.
 * @returns the sweep's id; undefined when this kind of resource cannot be compared
 */
export async function beginIncidentSweep(loss: LossWindow): Promise<string | undefined> {
  if (!isResourceKind(loss.resourceKind)) return undefined;
  const window = {
    from: Math.floor(Date.parse(loss.from) / 1_000) * 1_000,
    // What changed in the window may have changed again since, and then has a later `updated_at`.
    to: Math.max(Date.parse(loss.from), Date.now() - ORDINARY_PACE.graceMs),
  };
  const sweep = await beginSweep(loss.shopId, {
    kind: loss.resourceKind,
    mode: "incident",
    window,
  });
  return sweep?.id;
}
