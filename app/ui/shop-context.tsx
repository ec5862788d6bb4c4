import { createContext, type ReactNode, useContext, useEffect, useState } from "react";

type ShopTime = Readonly<{
  /** Milliseconds since 1970; the server's at first, so that both render the same. */
  now: number;
  /** IANA name of the shop's time zone. */
  timeZone: string;
}>;

const Context = createContext<ShopTime>({ now: 0, timeZone: "UTC" });

const TICK_MS = 15_000;

/** Gives every page below it the shop's time zone and a clock that goes on while the page is open. */
export function ShopTimeProvider({
  now,
  timeZone,
  children,
}: ShopTime & Readonly<{ children: ReactNode }>) {
  const [tick, setTick] = useState({ since: now, time: now });
  useEffect(() => {
    // What the server's clock was ahead of this one stays so.
    const ahead = now - Date.now();
    const timer = setInterval(() => setTick({ since: now, time: Date.now() + ahead }), TICK_MS);
    return () => clearInterval(timer);
  }, [now]);
  const time = tick.since === now ? tick.time : now;
  return <Context.Provider value={{ now: time, timeZone }}>{children}</Context.Provider>;
}

export function useShopTime(): ShopTime {
  return useContext(Context);
}
