import { MirrorElement } from "./mirror-element.ts";
import { describeAction } from "./mirrored-action.ts";
import { ask, tell } from "./shell-link.ts";

/** `ui-save-bar`: Save and Discard for unsaved changes, shown by the shell. */
class SaveBarElement extends MirrorElement {
  #showing = false;

  get showing(): boolean {
    return this.#showing;
  }

  get discardConfirmation(): boolean {
    const value = this.getAttribute("discardconfirmation");
    return value !== null && value !== "false";
  }

  set discardConfirmation(value: boolean) {
    if (value) this.setAttribute("discardconfirmation", "");
    else this.removeAttribute("discardconfirmation");
  }

  show(): Promise<void> {
    return this.#set(true);
  }

  hide(): Promise<void> {
    return this.#set(false);
  }

  toggle(): Promise<void> {
    return this.#set(!this.#showing);
  }

  override disconnectedCallback(): void {
    this.#showing = false;
    super.disconnectedCallback();
  }

  async #set(showing: boolean): Promise<void> {
    if (this.#showing === showing) return;
    this.#showing = showing;
    this.changed();
    this.dispatchEvent(new Event(showing ? "show" : "hide"));
  }

  protected report(): void {
    const bar = showingBar();
    const buttons = [...(bar?.querySelectorAll<HTMLElement>("button") ?? [])].map(describeAction);
    tell({
      type: "save-bar",
      open: bar !== undefined,
      save: buttons.find((button) => button.primary) ?? null,
      discard: buttons.find((button) => !button.primary) ?? null,
      discardConfirmation: bar?.discardConfirmation ?? false,
    });
  }
}

function showingBar(): SaveBarElement | undefined {
  return [...document.querySelectorAll<SaveBarElement>("ui-save-bar")]
    .filter((bar) => bar.showing)
    .at(-1);
}

/** Resolves when the person may leave: nothing is unsaved, or they said so. Else it stays open. */
export async function leaveConfirmation(): Promise<void> {
  if (showingBar() === undefined) return;
  if (!(await ask("leave-confirmation", null))) await new Promise(() => undefined);
}

export function defineSaveBarElement(): void {
  customElements.define("ui-save-bar", SaveBarElement);
}

/** Forms marked `data-save-bar` get a save bar by themselves once something in them is changed. */
export function watchSaveBarForms(): void {
  const bars = new WeakMap<HTMLFormElement, SaveBarElement>();

  const formOf = (event: Event): HTMLFormElement | null =>
    event.target instanceof Element ? event.target.closest("form[data-save-bar]") : null;

  const barOf = (form: HTMLFormElement): SaveBarElement => {
    let bar = bars.get(form);
    if (bar === undefined || !bar.isConnected) {
      bar = document.createElement("ui-save-bar") as SaveBarElement;
      bar.discardConfirmation = form.hasAttribute("data-discard-confirmation");
      bar.append(
        button("Save", true, () => form.requestSubmit()),
        button("Discard", false, () => form.reset()),
      );
      document.body.append(bar);
      bars.set(form, bar);
    }
    return bar;
  };

  for (const type of ["input", "change"]) {
    addEventListener(type, (event) => {
      const form = formOf(event);
      if (form !== null) void barOf(form).show();
    });
  }
  for (const type of ["submit", "reset"]) {
    addEventListener(type, (event) => {
      const form = formOf(event);
      if (form !== null) void bars.get(form)?.hide();
    });
  }
}

function button(label: string, primary: boolean, onClick: () => void): HTMLButtonElement {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = label;
  if (primary) element.setAttribute("variant", "primary");
  element.addEventListener("click", onClick);
  return element;
}
