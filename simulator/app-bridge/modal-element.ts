import { actionsOf } from "./nav-and-title-elements.ts";
import { tell } from "./shell-link.ts";

const WIDTHS: Record<string, string> = {
  small: "380px",
  base: "620px",
  large: "980px",
};

/**
 * `ui-modal`. Shopify draws it over the whole admin; here it is a native dialog
 * in the app's frame, and the shell dims what is around it.
 */
class ModalElement extends HTMLElement {
  /** A React portal renders into it before the modal is ever shown, so it exists from the start. */
  content: HTMLElement = document.createElement("div");
  #dialog: HTMLDialogElement | undefined;
  #frame: HTMLIFrameElement | undefined;
  #observer = new MutationObserver(() => this.#drawTitleBar());

  get variant(): string {
    return this.getAttribute("variant") ?? "base";
  }

  set variant(value: string) {
    this.setAttribute("variant", value);
    if (this.#dialog !== undefined) this.#size(this.#dialog);
  }

  get src(): string | null {
    return this.getAttribute("src");
  }

  set src(value: string | null) {
    if (value === null) this.removeAttribute("src");
    else this.setAttribute("src", value);
  }

  get contentWindow(): Window | null {
    return this.#frame?.contentWindow ?? null;
  }

  async show(): Promise<void> {
    if (this.#dialog !== undefined) return;
    const dialog = document.createElement("dialog");
    this.#dialog = dialog;
    this.#size(dialog);
    dialog.append(document.createElement("header"), this.#body(), document.createElement("footer"));
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      void this.hide();
    });
    document.body.append(dialog);
    this.#drawTitleBar();
    this.#observer.observe(this, {
      attributes: true,
      childList: true,
      subtree: true,
    });
    dialog.showModal();
    tell({ type: "modal", open: true });
    this.dispatchEvent(new Event("show"));
  }

  async hide(): Promise<void> {
    const dialog = this.#dialog;
    if (dialog === undefined) return;
    this.#dialog = undefined;
    this.#frame = undefined;
    this.#observer.disconnect();
    dialog.close();
    dialog.remove();
    tell({ type: "modal", open: false });
    this.dispatchEvent(new Event("hide"));
  }

  toggle(): Promise<void> {
    return this.#dialog === undefined ? this.show() : this.hide();
  }

  disconnectedCallback(): void {
    void this.hide();
  }

  #body(): HTMLElement {
    const { src } = this;
    if (src === null) {
      // Without a framework, the content is whatever stands in the element.
      const plain = [...this.children].filter((child) => !child.tagName.startsWith("UI-"));
      if (this.content.childNodes.length === 0 && plain.some((child) => child.hasChildNodes())) {
        this.content.append(...plain);
      }
      return this.content;
    }
    const frame = document.createElement("iframe");
    const address = new URL(src, location.href);
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (!address.searchParams.has(name)) address.searchParams.set(name, value);
    }
    frame.src = address.href;
    frame.title = this.querySelector("ui-title-bar")?.getAttribute("title") ?? "";
    frame.style.cssText = "display: block; width: 100%; height: 60vh; border: 0";
    this.#frame = frame;
    return frame;
  }

  #size(dialog: HTMLDialogElement): void {
    const width = WIDTHS[this.variant];
    dialog.style.cssText = [
      `width: ${width === undefined ? "100vw" : `min(${width}, calc(100vw - 32px))`}`,
      width === undefined ? "height: 100vh; max-height: none; max-width: none" : "",
      "box-sizing: border-box; padding: 0; border: 0; border-radius: 16px; overflow: auto",
      "font: 13px/20px Inter, sans-serif; color: #303030",
    ].join("; ");
  }

  #drawTitleBar(): void {
    const dialog = this.#dialog;
    if (dialog === undefined) return;
    const bar = this.querySelector("ui-title-bar");
    const [header] = dialog.getElementsByTagName("header");
    const footer = dialog.lastElementChild;
    const title = document.createElement("h2");
    title.textContent = bar?.getAttribute("title") ?? "";
    title.style.cssText = "margin: 0; font-size: 14px; flex: 1";
    dialog.setAttribute("aria-label", title.textContent);
    header?.replaceChildren(
      title,
      chromeButton("Close", "✕", () => void this.hide()),
    );
    header?.setAttribute(
      "style",
      "display: flex; gap: 8px; padding: 12px 16px; background: #f3f3f3",
    );
    const actions = bar === null ? [] : actionsOf(bar);
    footer?.replaceChildren(
      ...[...actions].reverse().map((action) => {
        const copy = chromeButton(null, action.textContent?.trim() ?? "", () => action.click());
        copy.disabled = action.hasAttribute("disabled");
        if (action.getAttribute("variant") === "primary") {
          copy.style.background =
            action.getAttribute("tone") === "critical" ? "#c70a24" : "#303030";
          copy.style.color = "#fff";
        }
        return copy;
      }),
    );
    footer?.setAttribute(
      "style",
      `display: ${actions.length > 0 ? "flex" : "none"}; gap: 8px; justify-content: flex-end; padding: 12px 16px`,
    );
  }
}

function chromeButton(name: string | null, text: string, onClick: () => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  if (name !== null) button.setAttribute("aria-label", name);
  button.style.cssText =
    "border: 1px solid #ccc; border-radius: 8px; padding: 4px 12px; background: #fff; color: #303030; font: inherit; cursor: pointer";
  button.addEventListener("click", onClick);
  return button;
}

export function defineModalElement(): void {
  customElements.define("ui-modal", ModalElement);
}
