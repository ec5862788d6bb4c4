import { useRevalidator } from "@remix-run/react";
import { useEffect } from "react";

/** Reads the page's figures again every so often, and when someone comes back to it. */
export function useLive(everyMs: number, active = true): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (!active) return;
    const refresh = () => {
      if (document.visibilityState === "visible") revalidate();
    };
    const timer = setInterval(refresh, everyMs);
    window.addEventListener("focus", refresh);
    return () => {
      clearInterval(timer);
      window.removeEventListener("focus", refresh);
    };
  }, [everyMs, active, revalidate]);
}
