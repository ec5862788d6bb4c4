import {
  MARK,
  isMarked,
  type AskFromApp,
  type FromApp,
  type FromShell,
  type Question,
  type Questions,
} from "./protocol.ts";

const HOST_KEY = "shopify-simulator:config";
const CDN_HOST = "cdn.shopify.com";

export interface PageConfig {
  apiKey: string;
  shop: string;
  host: string;
  locale: string;
}

const script = document.currentScript;
const scriptUrl = new URL(script instanceof HTMLScriptElement ? script.src : location.href);

/**
 * `shop`, `host` and `locale` of this frame: from the address when it has
 * them, otherwise as an earlier page of this frame had them.
 */
export const pageConfig: PageConfig = readConfig();

/** Where the shell lives: at Shopify's own name, or wherever this script was served from. */
export const shellOrigin: string =
  scriptUrl.hostname === CDN_HOST && pageConfig.host !== ""
    ? `https://${atob(pageConfig.host).split("/")[0] ?? ""}`
    : scriptUrl.origin;

/** The shell is the outermost window, also for a page that the app shows in a modal of its own. */
export const shell: Window | null = window.top === window.self ? null : window.top;

function readConfig(): PageConfig {
  const query = new URLSearchParams(location.search);
  const meta = document.querySelector<HTMLMetaElement>('meta[name="shopify-api-key"]');
  const apiKey = (script instanceof HTMLScriptElement && script.dataset["apiKey"]) || meta?.content;
  const kept = remembered();
  const config = {
    apiKey: apiKey || kept.apiKey || "",
    shop: query.get("shop") || kept.shop || "",
    host: query.get("host") || kept.host || "",
    locale: query.get("locale") || kept.locale || "en-US",
  };
  try {
    sessionStorage.setItem(HOST_KEY, JSON.stringify(config));
  } catch {
    // Storage may be closed to a frame; then each page must carry its own query.
  }
  return config;
}

function remembered(): Partial<PageConfig> {
  try {
    return JSON.parse(sessionStorage.getItem(HOST_KEY) ?? "{}") as Partial<PageConfig>;
  } catch {
    return {};
  }
}

/** Tells the shell something. Nothing happens where there is no shell. */
export function tell(message: FromApp): void {
  shell?.postMessage({ ...message, mark: MARK }, shellOrigin);
}

let lastId = 0;
const waiting = new Map<
  number,
  { resolve: (value: unknown) => void; reject: (e: Error) => void }
>();

/**
 * Asks the shell and waits for its answer.
 *
 * @throws Error when the shell refuses, or when the page is not embedded.
 */
export function ask<Q extends Question>(
  question: Q,
  data: Questions[Q]["data"],
): Promise<Questions[Q]["answer"]> {
  if (shell === null) return Promise.reject(new Error("App Bridge: the app is not embedded"));
  const target = shell;
  return new Promise((resolve, reject) => {
    const id = ++lastId;
    waiting.set(id, {
      resolve: (value) => resolve(value as Questions[Q]["answer"]),
      reject,
    });
    const message: AskFromApp = { type: "ask", id, question, data };
    target.postMessage({ ...message, mark: MARK }, shellOrigin);
  });
}

const listeners = new Set<(message: FromShell) => void>();

/** Calls back with whatever the shell says of its own accord. */
export function onShellMessage(listener: (message: FromShell) => void): void {
  listeners.add(listener);
}

addEventListener("message", (event) => {
  if (event.source !== shell || event.origin !== shellOrigin || !isMarked(event.data)) return;
  const message = event.data as unknown as FromShell;
  if (message.type === "reply") {
    const question = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.ok) question?.resolve(message.value);
    else question?.reject(new Error(String(message.value)));
    return;
  }
  for (const listener of listeners) listener(message);
});
