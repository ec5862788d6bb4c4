import { setTimeout as wait } from "node:timers/promises";
import { log } from "#app/log.server.ts";
import { deleteShopSessions } from "#app/session-store.server.ts";
import { describeFailure } from "#app/shopify-admin/admin-outcome.ts";
import { findOrNoteShop } from "#app/shop-directory-store.server.ts";
import { authenticate } from "#app/shopify.server.ts";
import { ensureInstallation, type EnsureOutcome } from "./ensure-installation.server.ts";
import { lookAtInstallation } from "./look-at-installation.server.ts";
import { readShop } from "./shop-queries.server.ts";
import { beginInstallation } from "./shop-store.server.ts";

/** The first page waits this long for the registration, which then goes on without it. */
const FIRST_PAGE_WAITS_MS = 3_000;

/** Installations under way in this process, by shop: openings side by side share one. */
const underWay = new Map<string, Promise<void>>();

/**
 * Signs a request of the embedded app in and sees to it that the shop is installed: called for
 * every opening, since the library's own hook fires neither when a session is left over from an
 * earlier install nor when a background refresh was first.
 *
 * On a first opening and after a reinstall the topics are registered at once. In an active shop a
 * page load looks, without waiting, whether the token and the subscriptions are still there.
 * @throws Response where the library redirects, bounces or refuses.
 */
export async function openApp(request: Request): Promise<{ shopId: string; domain: string }> {
  const { session } = await authenticate.admin(request);
  const { shopId, domain } = await findOrNoteShop(session.shop);
  const { state } = await readShop(shopId);
  const signInAgain = () => authenticate.admin(request);
  if (state !== "active") {
    await beginInstallation(shopId, "opened");
    await Promise.race([once(shopId, () => install(shopId, domain, signInAgain)), pause()]);
  } else if (!request.headers.has("authorization")) {
    // A document, not one of the requests that a page makes for its data.
    void once(shopId, () => look(shopId, domain, signInAgain)).catch((error: unknown) => {
      log.warn({ shopId, err: error instanceof Error ? error : undefined }, "a look went wrong");
    });
  }
  return { shopId, domain };
}

/** Waits for the looks and installations of this process that are still under way. */
export async function settleOpenings(): Promise<void> {
  await Promise.allSettled([...underWay.values()]);
}

type SignInAgain = () => Promise<unknown>;

async function install(shopId: string, domain: string, signInAgain: SignInAgain): Promise<void> {
  const outcome = await ensureInstallation(shopId);
  if (!isTokenWorthless(outcome)) return report(shopId, outcome);
  await renewToken(domain, signInAgain);
  report(shopId, await ensureInstallation(shopId));
}

async function look(shopId: string, domain: string, signInAgain: SignInAgain): Promise<void> {
  const outcome = await lookAtInstallation(shopId);
  if (outcome.kind === "token-worthless") {
    await renewToken(domain, signInAgain);
    // A token that works where the old one did not: the app was installed anew.
    await beginInstallation(shopId, "reinstalled");
    report(shopId, await ensureInstallation(shopId));
  } else if (outcome.kind === "to-be-mended") {
    report(shopId, await ensureInstallation(shopId));
  }
}

/** Without a stored session the library trades the request's own token for a new one. */
async function renewToken(domain: string, signInAgain: SignInAgain): Promise<void> {
  await deleteShopSessions(domain);
  await signInAgain();
}

function isTokenWorthless(outcome: EnsureOutcome): boolean {
  if (outcome.kind !== "stopped" || outcome.failure.kind !== "refused") return false;
  return ["token-refused", "no-session"].includes(outcome.failure.because);
}

function report(shopId: string, outcome: EnsureOutcome): void {
  // The job asked for when the installation began tries again.
  if (outcome.kind === "stopped") {
    log.warn({ shopId, because: describeFailure(outcome.failure) }, "an installation waits");
  }
}

function once(shopId: string, work: () => Promise<void>): Promise<void> {
  const running = underWay.get(shopId);
  if (running) return running;
  const begun = work().finally(() => underWay.delete(shopId));
  // It may fail after the page has stopped waiting.
  begun.catch(() => undefined);
  underWay.set(shopId, begun);
  return begun;
}

async function pause(): Promise<void> {
  await wait(FIRST_PAGE_WAITS_MS, undefined, { ref: false });
}
