import { setTimeout as wait } from "node:timers/promises";
import { expect, vi } from "vitest";
import { prisma } from "#app/db.server.ts";
import { sweepShop, type SweepPace } from "#app/reconciliation/sweep-shop.server.ts";
import { openApp, settleOpenings } from "#app/shops/open-app.server.ts";
import { findOrNoteShop } from "#app/shop-directory-store.server.ts";
import type { Shopify } from "./shopify.ts";

/** A store with the app installed and its topics registered, whose second of installation is over. */
export type ComparedStore = Readonly<{
  domain: string;
  shopId: string;
  /** One call of the simulator's control face, below the store. */
  act: (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>;
  /** Loses, delays or repeats webhooks of the store from now on. */
  fault: (fault: Record<string, unknown>) => Promise<void>;
  clearFaults: () => Promise<void>;
  /** Waits until every webhook has been sent and answered. */
  quiet: () => Promise<void>;
  /** Waits until what happened so far is older than the grace period, and compares. */
  sweep: (pace?: Partial<SweepPace>) => ReturnType<typeof sweepShop>;
}>;

/** Whole seconds are what Shopify tells: a change is past once the next second has begun. */
const QUICK_PACE: SweepPace = { graceMs: 0, overlapMs: 60_000, turnMs: 60_000 };

export async function comparedStore(shopify: Shopify, scopes?: string): Promise<ComparedStore> {
  const domain = await shopify.installedStore(scopes, { plan: "enterprise" });
  await openApp(await shopify.openingOf(domain));
  await settleOpenings();
  await nextSecond();
  const { shopId } = await findOrNoteShop(domain);
  const quiet = () =>
    vi.waitFor(
      async () => {
        const path = `/webhooks?shop=${domain}&state=queued`;
        expect((await shopify.control("GET", path))["webhooks"]).toEqual([]);
      },
      { timeout: 30_000, interval: 20 },
    );
  return {
    domain,
    shopId,
    act: (method, path, body) => shopify.control(method, `/shops/${domain}${path}`, body),
    fault: async (fault) => {
      await shopify.control("POST", "/faults/webhooks", { shop: domain, ...fault });
    },
    clearFaults: async () => {
      await shopify.control("DELETE", "/faults");
    },
    quiet,
    sweep: async (pace) => {
      await quiet();
      await nextSecond();
      return sweepShop(shopId, { ...QUICK_PACE, ...pace });
    },
  };
}

/** Resolves when the present second is over, by the clock that everything here goes by. */
async function nextSecond(): Promise<void> {
  const next = (Math.floor(Date.now() / 1_000) + 1) * 1_000;
  while (Date.now() < next) await wait(next - Date.now());
}

export function eventsOf(shopId: string, where: object = {}) {
  return prisma.event.findMany({
    where: { shopId, ...where },
    orderBy: { id: "asc" },
    select: { id: true, source: true, topic: true, resourceId: true, webhookId: true },
  });
}
