import type { NavItem } from "../../app-bridge/protocol.ts";
import { byId, element } from "./dom.ts";

let items: NavItem[] = [];
let links = new Map<string, HTMLAnchorElement>();
let currentPath = "";

/**
 * Shows the app's own navigation below its name.
 *
 * @param base the shell's address of the app, which an item's path is put after
 * @param go called with the item's id when a person picks it
 */
export function showAppNav(shown: NavItem[], base: string, go: (id: string) => void): void {
  items = shown;
  links = new Map();
  const list = byId("app-nav");
  list.replaceChildren();
  for (const item of items) {
    // The home item is the app's name itself.
    const link = item.home
      ? byId<HTMLAnchorElement>("app-home")
      : element("a", { href: base + item.href }, item.label);
    link.onclick = (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      go(item.id);
    };
    if (!item.home) list.append(element("li", {}, link));
    links.set(item.id, link);
  }
  markCurrent(currentPath);
}

/** Marks the item that a path of the app's belongs to: the one with the longest path before it. */
export function markCurrent(path: string): void {
  currentPath = path;
  const pathname = path.split(/[?#]/)[0] ?? "";
  const fitting = items
    .filter(({ href }) => pathname === href || pathname.startsWith(`${href.replace(/\/$/, "")}/`))
    .sort((a, b) => b.href.length - a.href.length)[0];
  for (const [id, link] of links) {
    if (id === fitting?.id) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}
