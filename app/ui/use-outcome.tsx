import { useAppBridge } from "@shopify/app-bridge-react";
import { useEffect, useRef } from "react";

/** What an action answers: done, with what to say of it, or a problem to show where it arose. */
export type Outcome =
  Readonly<{ ok: true; message: string }> | Readonly<{ ok: false; problem: string }>;

/**
 * Says in a toast that something worked, once. What went wrong never goes into a toast: it would
 * vanish before it is read.
 */
export function useSuccessToast(outcome: Outcome | undefined, onSuccess?: () => void): void {
  const shopify = useAppBridge();
  const seen = useRef<Outcome>(undefined);
  useEffect(() => {
    if (!outcome || outcome === seen.current) return;
    seen.current = outcome;
    if (!outcome.ok) return;
    shopify.toast.show(outcome.message);
    onSuccess?.();
  }, [outcome, onSuccess, shopify]);
}
