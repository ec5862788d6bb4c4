import { setTimeout as wait } from "node:timers/promises";
import { log } from "#app/log.server.ts";
import { deleteShopSessions } from "#app/session-store.server.ts";
import { describeFailure } from "#app/shopify-admin/admin-outcome.ts";
import { findOrNoteShop, noteShop } from "#app/shop-directory-store.server.ts";
import { authenticate } from "#app/shopify.server.ts";
import { ensureInstallation, type EnsureOutcome } from "./ensure-installation.server.ts";
import { lookAtInstallation } from "./look-at-installation.server.ts";
import { readShop } from "./shop-queries.server.ts";
import { beginInstallation } from "./shop-store.server.ts";

/** The first page waits this long for the registration, which then goes on without it. */
const FIRST_PAGE_WAITS_MS = 3_000;

/** What is under way for a shop in this process, and what comes after it. */
const underWay = new Map<string, Promise<void>>();
const next = new Map<string, Promise<void>>();

export type Opening = Readonly<{
  shopId: string;
  domain: string;
  /** The shop was not active when the request came: what is read beside it may be out of date. */
  isNew: boolean;
}>;

/**
 * Signs a request of the embedded app in and sees to it that the shop is installed: called for
 * every opening, since the library's own hook fires neither when a session is left over from an
 * earlier install nor when a background refresh was first.
 *
 * On a first opening and after a reinstall the topics are registered at once. In an active shop a
 * page load looks, without waiting, whether the token and the subscriptions are still there.
 * @throws Response where the library redirects, bounces or refuses.
 */
export async function openApp(request: Request): Promise<Opening> {
  const { session } = await authenticate.admin(request);
  const { shopId, domain, state } = await shopOf(session.shop);
  const signInAgain = () => authenticate.admin(request);
  if (state !== "active") {
    await beginInstallation(shopId, "opened");
    await Promise.race([inTurn(shopId, () => install(shopId, domain, signInAgain)), pause()]);
  } else if (!request.headers.has("authorization")) {
    // A document, not one of the requests that a page makes for its data.
    void inTurn(shopId, () => look(shopId, domain, signInAgain)).catch((error: unknown) => {
      log.warn({ shopId, err: error instanceof Error ? error : undefined }, "a look went wrong");
    });
  }
  return { shopId, domain, isNew: state !== "active" };
}

/** Nothing of a redacted shop is taken up again: one that comes back begins as a new one. */
async function shopOf(shopDomain: string) {
  const known = await findOrNoteShop(shopDomain);
  const { state } = await readShop(known.shopId);
  if (state !== "redacted") return { ...known, state };
  const { shopId, domain } = await noteShop(shopDomain);
  return { shopId, domain, state: (await readShop(shopId)).state };
}

/** Waits for the looks and installations of this process that are still under way. */
export async function settleOpenings(): Promise<void> {
  while (underWay.size > 0) await Promise.allSettled([...underWay.values(), ...next.values()]);
}

type SignInAgain = () => Promise<unknown>;

/** Rounds enough for a token that was worthless and an uninstall that was acted on in between. */
const ROUNDS = 3;

async function install(shopId: string, domain: string, signInAgain: SignInAgain): Promise<void> {
  let outcome = await ensureInstallation(shopId);
  for (let round = 1; round < ROUNDS && outcome.kind !== "active"; round += 1) {
    if (outcome.kind === "not-installed") await beginInstallation(shopId, "opened");
    else if (isTokenWorthless(outcome)) await renewToken(domain, signInAgain);
    else break;
    outcome = await ensureInstallation(shopId);
  }
  // The job asked for when the installation began tries again.
  if (outcome.kind === "stopped") {
    log.warn({ shopId, because: describeFailure(outcome.failure) }, "an installation waits");
  }
}

async function look(shopId: string, domain: string, signInAgain: SignInAgain): Promise<void> {
  const outcome = await lookAtInstallation(shopId);
  if (outcome.kind === "token-worthless") {
    await renewToken(domain, signInAgain);
    // A token that works where the old one did not: the app was installed anew.
    await beginInstallation(shopId, "reinstalled");
    await install(shopId, domain, signInAgain);
  } else if (outcome.kind === "to-be-mended") {
    await install(shopId, domain, signInAgain);
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

/**
 * One after the other in a shop. Openings that come while one is under way share the next: what is
 * under way may have asked Shopify before they were made.
 */
function inTurn(shopId: string, work: () => Promise<void>): Promise<void> {
  const waiting = next.get(shopId);
  if (waiting) return waiting;
  const before = underWay.get(shopId);
  const turn: Promise<void> = Promise.resolve(before)
    .catch(() => undefined)
    .then(() => {
      if (before) next.delete(shopId);
      underWay.set(shopId, turn);
      return work();
    })
    .finally(() => {
      if (underWay.get(shopId) === turn) underWay.delete(shopId);
    });
  // It may fail after the page has stopped waiting.
  turn.catch(() => undefined);
  (before ? next : underWay).set(shopId, turn);
  return turn;
}

async function pause(): Promise<void> {
  await wait(FIRST_PAGE_WAITS_MS, undefined, { ref: false });
}
