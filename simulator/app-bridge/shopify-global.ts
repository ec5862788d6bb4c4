import { leaveConfirmation } from "./save-bar-element.ts";
import { idToken } from "./session-token.ts";
import { ask, onShellMessage, pageConfig, shell, shellOrigin, tell } from "./shell-link.ts";

const TOAST_MS = 5000;

interface ToastOptions {
  duration?: number;
  isError?: boolean;
  action?: string;
  onAction?: () => void;
  onDismiss?: () => void;
}

interface Showable extends HTMLElement {
  show(): Promise<void>;
  hide(): Promise<void>;
  toggle(): Promise<void>;
}

const hello = shell === null ? undefined : ask("hello", null);

let lastToast = 0;
const toasts = new Map<string, ToastOptions>();

onShellMessage((message) => {
  if (message.type !== "toast-action" && message.type !== "toast-dismiss") return;
  const options = toasts.get(message.id);
  if (message.type === "toast-action") {
    options?.onAction?.();
  } else {
    toasts.delete(message.id);
    options?.onDismiss?.();
  }
});

/** What an app finds as `window.shopify`. What is not stood in for is absent, so that using it fails. */
export const shopifyGlobal = {
  config: pageConfig,
  origin: shellOrigin,
  ready: hello?.then(() => undefined) ?? Promise.resolve(),
  environment: {
    embedded: shell !== null,
    mobile: false,
    pos: false,
    intent: false,
  },
  setSignals: () => undefined,
  idToken,
  user: async () => (await hello)?.user,
  loading: (isLoading = true) => tell({ type: "loading", loading: isLoading }),
  toast: {
    show(message: string, options: ToastOptions = {}): string {
      const id = `toast-${++lastToast}`;
      toasts.set(id, options);
      tell({
        type: "toast",
        id,
        message,
        duration: options.duration ?? TOAST_MS,
        isError: options.isError ?? false,
        action: options.action ?? null,
      });
      return id;
    },
    hide: (id: string) => tell({ type: "toast-hide", id }),
  },
  modal: openers("ui-modal"),
  saveBar: { ...openers("ui-save-bar"), leaveConfirmation },
  scopes: {
    query: () => ask("scopes-query", null),
    request: (scopes: string[]) => ask("scopes-request", scopes),
    revoke: (scopes: string[]) => ask("scopes-revoke", scopes),
  },
  webVitals: { onReport: async () => undefined },
  support: { registerHandler: async () => undefined },
  app: { extensions: async () => [] },
};

function openers(tag: string) {
  const find = (id: string): Showable => {
    const element = document.getElementById(id);
    if (element?.localName !== tag) throw new Error(`App Bridge: no ${tag} has the id "${id}"`);
    return element as Showable;
  };
  return {
    show: async (id: string) => find(id).show(),
    hide: async (id: string) => find(id).hide(),
    toggle: async (id: string) => find(id).toggle(),
  };
}
