import { MirrorElement } from "./mirror-element.ts";
import { describeAction, idOf } from "./mirrored-action.ts";
import { tell } from "./shell-link.ts";

/** `ui-nav-menu` and `s-app-nav`: the links of the app's own navigation. */
class NavMenuElement extends MirrorElement {
  protected report(): void {
    const menu = lastOf<HTMLElement>("ui-nav-menu, s-app-nav");
    const links = [...(menu?.querySelectorAll<HTMLElement>("a[href], s-link[href]") ?? [])];
    tell({
      type: "nav-menu",
      items: links.map((link) => ({
        id: idOf(link),
        label: link.textContent?.trim() ?? "",
        href: link.getAttribute("href") ?? "",
        home: link.getAttribute("rel") === "home",
      })),
    });
  }
}

/** A class may stand for one tag only. */
class AppNavElement extends NavMenuElement {}

/** `ui-title-bar`: title and buttons of the page, or of the modal it stands in. */
class TitleBarElement extends MirrorElement {
  protected report(): void {
    // The modal that this one stands in draws it by itself.
    if (this.closest("ui-modal") !== null) return;
    const bar = lastOf<HTMLElement>("ui-title-bar", (found) => found.closest("ui-modal") === null);
    const own = bar === undefined ? [] : actionsOf(bar);
    const breadcrumb = own.find((action) => action.getAttribute("variant") === "breadcrumb");
    tell({
      type: "title-bar",
      title: bar?.getAttribute("title") ?? null,
      breadcrumb: breadcrumb === undefined ? null : describeAction(breadcrumb),
      actions: own.filter((action) => action !== breadcrumb).map(describeAction),
      groups: [...(bar?.querySelectorAll<HTMLElement>(":scope > section") ?? [])].map(
        (section) => ({
          label: section.getAttribute("label") ?? "",
          actions: actionsOf(section).map(describeAction),
        }),
      ),
    });
  }
}

/** The buttons and links right below an element. */
export function actionsOf(parent: Element): HTMLElement[] {
  return [...parent.querySelectorAll<HTMLElement>(":scope > button, :scope > a")];
}

function lastOf<E extends Element>(
  selector: string,
  matches: (element: E) => boolean = () => true,
): E | undefined {
  return [...document.querySelectorAll<E>(selector)].filter(matches).at(-1);
}

export function defineNavAndTitleElements(): void {
  customElements.define("ui-nav-menu", NavMenuElement);
  customElements.define("s-app-nav", AppNavElement);
  customElements.define("ui-title-bar", TitleBarElement);
}
