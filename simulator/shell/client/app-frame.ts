import {
  MARK,
  isMarked,
  type AskFromApp,
  type FromApp,
  type FromShell,
} from "../../app-bridge/protocol.ts";
import { answersFor } from "./answers.ts";
import { markCurrent, showAppNav } from "./app-nav.ts";
import { byId } from "./dom.ts";
import type { FrameConfig } from "./frame-config.ts";
import { mayLeave, showSaveBar } from "./save-bar.ts";
import { EMPTY_TITLE_BAR, showTitleBar } from "./title-bar.ts";
import { hideToast, showToast } from "./toasts.ts";

/**
 * Speaks with the app in the frame. It must run before the frame begins to
 * load, or the app's first words are lost.
 */
export function startAppFrame(config: FrameConfig): void {
  const answers = answersFor(config);
  const appWindow = () => byId<HTMLIFrameElement>("app-frame").contentWindow;

  const say = (message: FromShell, to: Window | null = appWindow()) =>
    to?.postMessage({ ...message, mark: MARK }, config.appOrigin);
  const click = (id: string) => say({ type: "click", id });
  const goTo = (id: string) => void mayLeave().then((yes) => yes && click(id));

  addEventListener("message", ({ source, origin, data }) => {
    if (origin !== config.appOrigin || source === null || !isMarked(data)) return;
    const from = source as Window;
    const isPage = from === appWindow();
    // A page of the app's inside a modal of the app's may speak, but not for the page around it.
    if (!isPage && from.parent !== appWindow()) return;
    const message = data as unknown as FromApp | AskFromApp;
    if (message.type === "ask") {
      if (message.question === "hello" && isPage) reset();
      void answer(message).then((reply) => say(reply, from));
    } else if (isPage || message.type.startsWith("toast")) {
      show(message);
    }
  });

  async function answer({ id, question, data }: AskFromApp): Promise<FromShell> {
    try {
      const value = await (answers[question] as (given: unknown) => Promise<unknown>)(data);
      return { type: "reply", id, ok: true, value };
    } catch (error) {
      return { type: "reply", id, ok: false, value: (error as Error).message };
    }
  }

  function show(message: FromApp): void {
    switch (message.type) {
      case "location":
        history.replaceState(history.state, "", config.base + message.path);
        markCurrent(message.path);
        return;
      case "document-title":
        document.title = [message.title, config.appName, config.storeName]
          .filter((part) => part !== "")
          .join(" · ");
        return;
      case "nav-menu":
        return showAppNav(message.items, config.base, goTo);
      case "title-bar":
        return showTitleBar(message, click);
      case "save-bar":
        return showSaveBar(message, click);
      case "modal":
        return void document.body.classList.toggle("app-modal", message.open);
      case "loading":
        byId("loading-bar").hidden = !message.loading;
        return;
      case "toast":
        return showToast(message, (event) => say({ type: event, id: message.id }));
      case "toast-hide":
        return hideToast(message.id);
      case "open":
        if (/^https?:/i.test(message.url)) location.assign(message.url);
    }
  }

  /** What an earlier document of the frame asked for does not hold for the next one. */
  function reset(): void {
    showTitleBar(EMPTY_TITLE_BAR, click);
    show({ type: "save-bar", open: false, save: null, discard: null, discardConfirmation: false });
    show({ type: "modal", open: false });
    show({ type: "loading", loading: false });
  }

  addEventListener(
    "click",
    (event) => {
      const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
      const isOutward = link instanceof HTMLAnchorElement && link.onclick === null;
      if (!isOutward || byId("save-bar").hidden) return;
      event.preventDefault();
      void mayLeave().then((yes) => yes && location.assign(link.href));
    },
    { capture: true },
  );
}
