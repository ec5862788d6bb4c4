import { adminAddress, type AdminPlace } from "./admin-address.ts";
import { RESERVED_PARAMETERS } from "./protocol.ts";
import { pageConfig, shell, shellOrigin, tell } from "./shell-link.ts";

const OUTER_TARGETS = ["_top", "_parent"];

/** Has the shell go to an address in place of its whole page. */
function openAt(url: string): void {
  tell({ type: "open", url });
}

/** An app opened outside the admin goes there, as App Bridge makes it do. */
export function enterAdmin(): boolean {
  if (shell !== null || pageConfig.host === "" || pageConfig.apiKey === "") return false;
  const path = atob(pageConfig.host).split("/").slice(1).join("/");
  location.replace(`${shellOrigin}/${path}/apps/${pageConfig.apiKey}${ownPath()}`);
  return true;
}

/** The app's own address, without what Shopify put into its query. */
function ownPath(): string {
  const url = new URL(location.href);
  for (const name of RESERVED_PARAMETERS) url.searchParams.delete(name);
  return url.pathname + url.search + url.hash;
}

/** Keeps the shell's address in step with the frame's, over every kind of history change. */
export function mirrorLocation(): void {
  let last = "";
  const send = () => {
    const path = ownPath();
    if (path !== last) tell({ type: "location", path });
    last = path;
  };
  for (const name of ["pushState", "replaceState"] as const) {
    const original = history[name].bind(history);
    history[name] = (...details) => {
      original(...details);
      send();
    };
  }
  addEventListener("popstate", send);
  addEventListener("hashchange", send);
  send();
}

/** Keeps the shell's title in step with the document's. */
export function mirrorTitle(): void {
  let last: string | undefined;
  const send = () => {
    if (document.title !== last) tell({ type: "document-title", title: document.title });
    last = document.title;
  };
  new MutationObserver(send).observe(document.head, {
    childList: true,
    subtree: true,
    characterData: true,
  });
  send();
}

/**
 * Links and `window.open` that leave the frame: an app in a frame may not move
 * the window around it by itself, so the shell does; and addresses of Shopify's
 * admin, in whatever spelling, mean the shell's pages.
 */
export function relayOutwardNavigation(): void {
  const plainOpen = window.open.bind(window);

  addEventListener(
    "click",
    (event) => {
      if (event.button !== 0) return;
      const [first] = event.composedPath();
      const link = first instanceof Element ? first.closest("a[href]") : null;
      if (!(link instanceof HTMLAnchorElement)) return;
      const address = adminAddress(link.getAttribute("href") ?? "", place());
      const isOuter = OUTER_TARGETS.includes(link.target);
      if (address === undefined && !isOuter) return;
      event.preventDefault();
      event.stopPropagation();
      const inNewTab = link.target === "_blank" || event.metaKey || event.ctrlKey;
      if (inNewTab) plainOpen(address ?? link.href, "_blank");
      else openAt(address ?? link.href);
    },
    { capture: true },
  );

  window.open = (url, target, features) => {
    const asked = String(url ?? "");
    const address = adminAddress(asked, place());
    const isOuter = OUTER_TARGETS.includes(target ?? "");
    if (isOuter || (address !== undefined && target === "_self")) {
      openAt(address ?? new URL(asked, location.href).href);
      return null;
    }
    return plainOpen(address ?? url, target, features);
  };
}

function place(): AdminPlace {
  return {
    origin: shellOrigin,
    storeHandle: pageConfig.shop.replace(/\.myshopify\.com$/, ""),
  };
}
