import type { ToastRequest } from "../../app-bridge/protocol.ts";
import { byId, element } from "./dom.ts";

export type ToastEvent = "toast-action" | "toast-dismiss";

const shown = new Map<string, () => void>();

/** Shows a toast for as long as the app asked. */
export function showToast(toast: ToastRequest, onEvent: (event: ToastEvent) => void): void {
  hideToast(toast.id);
  const dismiss = element("button", { type: "button", "aria-label": "Dismiss" }, "✕");
  const box = element(
    "div",
    { class: toast.isError ? "toast error" : "toast" },
    element("span", {}, toast.message),
  );
  if (toast.action !== null) {
    const action = element("button", { type: "button" }, toast.action);
    action.addEventListener("click", () => onEvent("toast-action"));
    box.append(action);
  }
  box.append(dismiss);
  const end = () => {
    clearTimeout(timer);
    shown.delete(toast.id);
    box.remove();
  };
  const timer = setTimeout(() => {
    end();
    onEvent("toast-dismiss");
  }, toast.duration);
  dismiss.addEventListener("click", () => {
    end();
    onEvent("toast-dismiss");
  });
  shown.set(toast.id, end);
  byId("toasts").append(box);
}

export function hideToast(id: string): void {
  shown.get(id)?.();
}
