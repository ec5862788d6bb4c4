import { erasedAmong } from "#app/event-log/erased-resource-queries.server.ts";
import { log } from "#app/log.server.ts";
import {
  type AdminFailure,
  describeFailure,
  type UserErrors,
} from "#app/shopify-admin/admin-outcome.ts";
import { type CallPacer, createCallPacer } from "#app/shopify-admin/call-pacer.server.ts";
import type { ChangedResource } from "./changed-resource.ts";
import { looksComplete, NOTHING_LOGGED, type Terms } from "./find-missing.ts";
import { readerOf } from "./kind-reader.server.ts";
import { readLogged } from "./logged-resource-queries.server.ts";
import type { Reading } from "./reading.ts";
import { type Looked, recover, takeUpOpenGaps } from "./recover.server.ts";
import type { ResourceKind } from "./resource-kinds.ts";
import type { ComparedShop } from "./shop-terms-queries.server.ts";
import { failSweep, type RunningSweep, savePage } from "./sweep-store.server.ts";

export type SweepOutcome =
  | Readonly<{ kind: "finished"; sweep: RunningSweep }>
  /** Its time was up; it goes on where it is. */
  | Readonly<{ kind: "to-be-continued"; sweep: RunningSweep }>
  /** Another worker is at it. */
  | Readonly<{ kind: "taken-over" }>
  /** Shopify did not take part. `final`: asking again does not mend it. */
  | Readonly<{ kind: "stopped"; problem: string; final: boolean }>;

export type SweepRun = Readonly<{
  shop: ComparedShop;
  sweep: RunningSweep;
  topics: readonly string[];
  /** Milliseconds since 1970: nothing that happened before can be missing. */
  since: number;
  /** Stops at the end of the page that is under way at this time. */
  until: number;
}>;

const DAY_MS = 86_400_000;
/** Whether something is in the log is asked this far back; dedupe keys are kept a little longer. */
const LOOK_BACK_MS = 30 * DAY_MS;
/** Clocks differ, and an event may carry a time just before its own. */
const CLOCKS_MS = 3_600_000;

/**
 * Compares a window page by page. Each page is written before the next is read, so a sweep that is
 * stopped anywhere goes on from its last page, and its memory is that of one page.
 */
export async function runSweep(run: SweepRun): Promise<SweepOutcome> {
  const { shop, topics, until } = run;
  const terms: Terms = {
    kind: run.sweep.kind,
    expected: new Set(topics),
    since: Math.max(run.since, Date.now() - LOOK_BACK_MS),
  };
  let { sweep } = run;
  const logSince = Math.min(sweep.window.from, terms.since) - CLOCKS_MS;
  const pacer = createCallPacer();
  const reading: Reading = { shop, pacer, topics: terms.expected };
  const request = { sweepId: sweep.id, terms, logSince };
  const left = await takeUpOpenGaps(reading, { ...request, dueTo: Date.now() });
  if (left.kind !== "ok") return stop(shop, sweep, left);
  let counted = { calls: 0, throttled: 0, cost: 0 };
  for (;;) {
    const page = await readerOf(sweep.kind).page(reading, sweep.window, sweep.cursor);
    if (page.kind !== "ok") return stop(shop, sweep, page);
    const { next } = page.data;
    const resources = await withoutErased(shop.shopId, sweep.kind, page.data.resources);
    const ids = resources.map(({ id }) => id);
    const logged = await readLogged(shop.shopId, sweep.kind, ids, logSince);
    const doubtful = resources.filter(
      (one) => !looksComplete(one, logged.get(one.id) ?? NOTHING_LOGGED, terms),
    );
    const looked = await recover(reading, {
      ...request,
      gids: doubtful.map(({ gid }) => gid),
      dueTo: sweep.window.to + 999,
    });
    if (looked.kind !== "ok") return stop(shop, sweep, looked);
    const isDoubtful = new Set(doubtful.map(({ id }) => id));
    const certain = resources.filter(({ id }) => !isDoubtful.has(id));
    const totals = pacer.totals();
    const saved = await savePage(shop.shopId, sweep, {
      compared: [
        ...certain.map(({ id, updatedAt }) => ({
          id,
          updatedAt,
          loggedAt: logged.get(id)?.state?.updatedAt,
        })),
        ...looked.data.map(({ id, updatedAt, loggedAt }) => ({
          id,
          updatedAt: updatedAt ?? 0,
          loggedAt,
        })),
      ],
      unchanged: looked.data.filter(({ unchanged }) => unchanged).length,
      recovered: sum(looked.data),
      totals: difference(totals, counted),
      next,
    });
    counted = totals;
    if (!saved) return { kind: "taken-over" };
    if (next === undefined) return { kind: "finished", sweep };
    sweep = { ...sweep, cursor: next };
    if (Date.now() >= until) return { kind: "to-be-continued", sweep };
  }
}

/** What had to go on a person's request is not brought back, nor said anything of. */
async function withoutErased(
  shopId: string,
  kind: ResourceKind,
  resources: readonly ChangedResource[],
): Promise<ChangedResource[]> {
  const ids = resources.map(({ id }) => id);
  const erased = await erasedAmong(shopId, kind, ids);
  return resources.filter(({ id }) => !erased.has(id));
}

/** What will not change by itself ends the sweep; the rest is tried again where it stands. */
async function stop(
  { shopId }: ComparedShop,
  { id, kind }: RunningSweep,
  failure: AdminFailure | UserErrors,
): Promise<SweepOutcome> {
  const problem = describeFailure(failure);
  const final = failure.kind === "refused" || failure.kind === "user-errors";
  log.warn({ shopId, sweepId: id, kind, problem, final }, "a sweep stopped");
  if (final) await failSweep(shopId, id, problem);
  return { kind: "stopped", problem, final };
}

function sum(looked: readonly Looked[]): number {
  return looked.reduce((total, { recovered }) => total + recovered, 0);
}

type Totals = ReturnType<CallPacer["totals"]>;

function difference(now: Totals, before: Totals): Totals {
  return {
    calls: now.calls - before.calls,
    throttled: now.throttled - before.throttled,
    cost: now.cost - before.cost,
  };
}
