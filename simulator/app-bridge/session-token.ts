import { ask } from "./shell-link.ts";

const RELOAD_PARAMETER = "shopify-reload";
const BOUNCE_KEY = "shopify-simulator:bounces";
/** More bounces than this in so many milliseconds are a loop: a wrong secret gave 112 in 3 s. */
const BOUNCES_ALLOWED = 4;
const BOUNCE_WINDOW_MS = 10_000;
/** A token with less than this left is fetched anew. */
const LEAST_REMAINING_MS = 10_000;

let current: { token: string; expiresAt: number } | undefined;
let pending: Promise<string> | undefined;

/** The session token of this page, minted by the shell's server; kept until shortly before it expires. */
export function idToken(): Promise<string> {
  if (current !== undefined && current.expiresAt - Date.now() > LEAST_REMAINING_MS) {
    return Promise.resolve(current.token);
  }
  pending ??= ask("id-token", null)
    .then((token) => {
      current = { token, expiresAt: expiryOf(token) };
      return token;
    })
    .finally(() => (pending = undefined));
  return pending;
}

/** The next call of `idToken` asks the shell again. */
export function forgetIdToken(): void {
  current = undefined;
}

/** Milliseconds since 1970; 0 when the token cannot be read, so that it is not kept. */
function expiryOf(token: string): number {
  try {
    const payload = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    return Number((JSON.parse(atob(payload)) as { exp: unknown }).exp) * 1000 || 0;
  } catch {
    return 0;
  }
}

/**
 * On the library's bounce page, which names the page that was wanted: fetches a
 * token and goes there with it. An app that refuses every token would send the
 * frame round for ever, so a loop ends in a message.
 *
 * @returns whether this is such a page
 */
export function answerBounce(): boolean {
  const wanted = new URLSearchParams(location.search).get(RELOAD_PARAMETER);
  if (wanted === null) return false;
  if (countBounce() > BOUNCES_ALLOWED) {
    stopWith("The app refused every session token (wrong API secret, or clocks apart).");
    return true;
  }
  void idToken().then(
    (token) => {
      const address = new URL(wanted, location.href);
      address.searchParams.set("id_token", token);
      location.replace(address);
    },
    (error: unknown) => stopWith(`No session token was given: ${String(error)}`),
  );
  return true;
}

function countBounce(): number {
  try {
    const since = Date.now() - BOUNCE_WINDOW_MS;
    const kept = JSON.parse(sessionStorage.getItem(BOUNCE_KEY) ?? "[]") as number[];
    const recent = [...kept.filter((time) => time > since), Date.now()];
    sessionStorage.setItem(BOUNCE_KEY, JSON.stringify(recent));
    return recent.length;
  } catch {
    return 1;
  }
}

function stopWith(text: string): void {
  console.error(`App Bridge: ${text}`);
  const show = () => {
    const paragraph = document.createElement("p");
    paragraph.setAttribute("role", "alert");
    paragraph.style.cssText = "font: 14px sans-serif; padding: 24px";
    paragraph.textContent = `The app could not be opened. ${text}`;
    document.body.replaceChildren(paragraph);
  };
  if (document.body) show();
  else addEventListener("DOMContentLoaded", show);
}
