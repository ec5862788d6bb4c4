import type { FromApp, MirroredAction } from "../../app-bridge/protocol.ts";
import { byId, element } from "./dom.ts";

type TitleBar = Extract<FromApp, { type: "title-bar" }>;

/** A button that stands for one in the app. */
export function actionButton(
  action: MirroredAction,
  click: (id: string) => void,
): HTMLButtonElement {
  const kinds = [action.primary && "primary", action.critical && "critical"].filter(Boolean);
  const button = element("button", { type: "button", class: kinds.join(" ") }, action.label);
  button.disabled = action.disabled || action.loading;
  if (action.loading) button.setAttribute("aria-busy", "true");
  button.addEventListener("click", () => click(action.id));
  return button;
}

/** Shows the app's title and buttons above its frame. */
export function showTitleBar(bar: TitleBar, click: (id: string) => void): void {
  byId("title").textContent = bar.title ?? "";
  const crumb = byId("title-breadcrumb");
  crumb.replaceChildren(...(bar.breadcrumb === null ? [] : [actionButton(bar.breadcrumb, click)]));
  const groups = bar.groups.map((group) =>
    element(
      "details",
      { class: "group" },
      element("summary", {}, group.label),
      element("div", { class: "menu" }, ...group.actions.map((item) => actionButton(item, click))),
    ),
  );
  // The primary button stands last, whatever its place in the app.
  const actions = [...bar.actions].sort((a, b) => Number(a.primary) - Number(b.primary));
  byId("title-actions").replaceChildren(
    ...groups,
    ...actions.map((action) => actionButton(action, click)),
  );
}

export const EMPTY_TITLE_BAR: TitleBar = {
  type: "title-bar",
  title: null,
  breadcrumb: null,
  actions: [],
  groups: [],
};
