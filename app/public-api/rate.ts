/** How often one token may ask: a bucket of `burst` requests, refilled evenly. */
export const RATE = { burst: 120, perSecond: 10 } as const;
