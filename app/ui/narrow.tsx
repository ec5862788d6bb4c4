import { createContext, type ReactNode, useContext, useSyncExternalStore } from "react";

const IsPhone = createContext(false);

/** Polaris' own limit between `xs` and `sm`. */
const NARROW = "(max-width: 30.6225em)";

/** What the server takes the device for, so that the first page need not be laid out twice. */
export function PhoneProvider({
  isPhone,
  children,
}: Readonly<{ isPhone: boolean; children: ReactNode }>) {
  return <IsPhone.Provider value={isPhone}>{children}</IsPhone.Provider>;
}

/** Whether there is room for one column only. */
export function useIsNarrow(): boolean {
  const isPhone = useContext(IsPhone);
  return useSyncExternalStore(
    (onChange) => {
      const query = window.matchMedia(NARROW);
      query.addEventListener("change", onChange);
      return () => query.removeEventListener("change", onChange);
    },
    () => window.matchMedia(NARROW).matches,
    () => isPhone,
  );
}
