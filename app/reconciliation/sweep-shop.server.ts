import { config } from "#app/config.server.ts";
import { log } from "#app/log.server.ts";
import { extendCoverage, noteProblem, openCoverage } from "./coverage-store.server.ts";
import { RESOURCE_KINDS, type ResourceKind } from "./resource-kinds.ts";
import { runSweep, type SweepOutcome } from "./run-sweep.server.ts";
import { type ComparedShop, kindTerms, readComparedShop } from "./shop-terms-queries.server.ts";
import { findRunningSweep, findScheduledSweep } from "./sweep-queries.server.ts";
import { beginSweep, failSweep } from "./sweep-store.server.ts";

export type SweepPace = Readonly<{
  /** A change younger than this is not missed yet: its webhook may be on its way. */
  graceMs: number;
  /** Each sweep looks again at this much of what the one before it saw: Shopify's search lags. */
  overlapMs: number;
  /** One turn of work; what is left is another turn. */
  turnMs: number;
}>;

const MINUTE_MS = 60_000;
export const ORDINARY_PACE: SweepPace = {
  graceMs: config.compareGraceSeconds * 1_000,
  overlapMs: 10 * MINUTE_MS,
  turnMs: 4 * MINUTE_MS,
};

export type ShopSweep = Readonly<{
  /** Something is left to be done in another turn. */
  more: boolean;
  /** Something did not go well and may by itself in a while. */
  again: boolean;
}>;

/**
 * Compares everything of a shop that changed since it was last compared, kind by kind. Safe to run
 * at any time, several times at once, and to be killed.
 */
export async function sweepShop(shopId: string, pace = ORDINARY_PACE): Promise<ShopSweep> {
  const shop = await readComparedShop(shopId);
  let more = false;
  let again = false;
  for (const kind of RESOURCE_KINDS) {
    const outcome = await sweepKind(shop, kind, pace);
    if (outcome?.kind === "to-be-continued") more = true;
    if (outcome?.kind === "stopped" && !outcome.final) again = true;
  }
  return { more, again };
}

/** @returns undefined when there is nothing to compare */
async function sweepKind(
  shop: ComparedShop,
  kind: ResourceKind,
  { graceMs, overlapMs, turnMs }: SweepPace,
): Promise<SweepOutcome | undefined> {
  const terms = kindTerms(shop, kind);
  if (!shop.installedAt || terms.kind !== "compared") return undefined;
  const { shopId } = shop;
  const coverage = await openCoverage(shopId, kind, shop.installedAt);
  const found = await findScheduledSweep(shopId, kind);
  const isCurrent = found !== undefined && found.window.from >= coverage.provenFrom;
  if (found && !isCurrent) await failSweep(shopId, found.id, "the app was installed anew");
  const window = {
    from: Math.max(coverage.provenFrom, coverage.provenTo - overlapMs),
    // The whole of its last second is older than the grace period.
    to: Math.max(coverage.provenTo, second(Date.now() - graceMs) - 1_000),
  };
  const sweep = isCurrent ? found : await beginSweep(shopId, { kind, mode: "scheduled", window });
  if (!sweep) return undefined;
  const outcome = await runSweep({
    shop,
    sweep,
    topics: terms.topics,
    since: coverage.provenFrom,
    until: Date.now() + turnMs,
  });
  if (outcome.kind === "finished") {
    await extendCoverage(shopId, kind, coverage, sweep.window, terms.topics);
  } else if (outcome.kind === "stopped") {
    await noteProblem(shopId, kind, outcome.problem);
  }
  return outcome;
}

/** One turn of a sweep that a person or an incident asked for. */
export async function sweepWindow(
  shopId: string,
  sweepId: string,
  pace = ORDINARY_PACE,
): Promise<SweepOutcome | undefined> {
  const [shop, sweep] = await Promise.all([
    readComparedShop(shopId),
    findRunningSweep(shopId, sweepId),
  ]);
  if (!sweep || !shop.installedAt) return undefined;
  const terms = kindTerms(shop, sweep.kind);
  if (terms.kind !== "compared") return undefined;
  const coverage = await openCoverage(shopId, sweep.kind, shop.installedAt);
  const outcome = await runSweep({
    shop,
    sweep,
    topics: terms.topics,
    since: coverage.provenFrom,
    until: Date.now() + pace.turnMs,
  });
  log.info({ shopId, sweepId, outcome: outcome.kind }, "a window was compared");
  return outcome;
}

/** Shopify's search, and its `updated_at`, know whole seconds. */
function second(at: number): number {
  return Math.floor(at / 1_000) * 1_000;
}
