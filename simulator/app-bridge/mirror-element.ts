/**
 * A base for the `ui-…` elements that have no look of their own in the app and
 * are shown by the shell: it reports whenever the element or anything in it
 * changes. Of several of a kind in the page, the last one counts.
 */
export abstract class MirrorElement extends HTMLElement {
  /** Sends the present state; called at most once per task. */
  protected abstract report(): void;

  #observer: MutationObserver | undefined;
  #scheduled = false;

  connectedCallback(): void {
    this.#observer = new MutationObserver(() => this.changed());
    this.#observer.observe(this, {
      attributes: true,
      childList: true,
      characterData: true,
      subtree: true,
    });
    this.changed();
  }

  disconnectedCallback(): void {
    this.#observer?.disconnect();
    this.changed();
  }

  /** Has the state reported after the present task, when the framework is done with it. */
  protected changed(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.report();
    });
  }
}
