import type { MirroredAction } from "./protocol.ts";
import { onShellMessage } from "./shell-link.ts";

const ids = new WeakMap<Element, string>();
const elements = new Map<string, WeakRef<HTMLElement>>();
let lastId = 0;

/** A lasting name for a button or link of the app's, by which the shell can have it clicked. */
export function idOf(element: HTMLElement): string {
  let id = ids.get(element);
  if (id === undefined) {
    id = `action-${++lastId}`;
    ids.set(element, id);
    elements.set(id, new WeakRef(element));
  }
  return id;
}

/** What the shell needs to show a button or link of the app's. */
export function describeAction(element: HTMLElement): MirroredAction {
  const loading = element.getAttribute("loading");
  return {
    id: idOf(element),
    label: element.textContent?.trim() ?? "",
    primary: element.getAttribute("variant") === "primary",
    critical: element.getAttribute("tone") === "critical",
    disabled: element.hasAttribute("disabled"),
    loading: loading !== null && loading !== "false",
  };
}

onShellMessage((message) => {
  if (message.type !== "click") return;
  const element = elements.get(message.id)?.deref();
  if (element === undefined || !element.isConnected) return;
  if (element.closest("ui-nav-menu, s-app-nav") !== null) {
    // The app's router listens for this event and reads the link's href.
    element.dispatchEvent(new CustomEvent("shopify:navigate", { bubbles: true }));
  } else {
    element.click();
  }
});
