import type { FromApp } from "../../app-bridge/protocol.ts";
import { confirm } from "./confirm.ts";
import { byId, element } from "./dom.ts";
import { actionButton } from "./title-bar.ts";

type SaveBar = Extract<FromApp, { type: "save-bar" }>;

let isOpen = false;

/** Shows, changes or hides the bar for unsaved changes. */
export function showSaveBar(bar: SaveBar, click: (id: string) => void): void {
  isOpen = bar.open;
  const region = byId("save-bar");
  region.hidden = !bar.open;
  const { save, discard } = bar;
  const discardButton = element("button", { type: "button" }, discard?.label || "Discard");
  discardButton.disabled = discard === null || discard.disabled;
  discardButton.addEventListener("click", () => {
    if (discard === null) return;
    void (bar.discardConfirmation ? confirmDiscard() : Promise.resolve(true)).then((yes) => {
      if (yes) click(discard.id);
    });
  });
  const saveButton =
    save === null
      ? element("button", { type: "button", class: "primary", disabled: "" }, "Save")
      : actionButton({ ...save, label: save.label || "Save" }, click);
  byId("save-bar-buttons").replaceChildren(discardButton, saveButton);
}

/** Whether the person wants to leave; true at once when nothing is unsaved. */
export function mayLeave(): Promise<boolean> {
  if (!isOpen) return Promise.resolve(true);
  return confirm({
    title: "Leave page with unsaved changes?",
    body: "Leaving this page will delete all unsaved changes.",
    yes: "Leave page",
    no: "Stay",
    critical: true,
  });
}

function confirmDiscard(): Promise<boolean> {
  return confirm({
    title: "Discard all unsaved changes",
    body: "If you discard changes, you'll delete any edits you made since you last saved.",
    yes: "Discard changes",
    no: "Continue editing",
    critical: true,
  });
}
