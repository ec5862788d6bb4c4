import type { Plan } from "../store/shop.ts";

/** Points restored each second, by plan: https://shopify.dev/docs/api/usage/rate-limits */
const RESTORE_RATE: Record<Plan, number> = {
  standard: 100,
  advanced: 200,
  plus: 1_000,
  enterprise: 2_000,
};
/** A full bucket holds twenty seconds' worth. */
const SECONDS_HELD = 20;

export interface ThrottleStatus {
  maximumAvailable: number;
  currentlyAvailable: number;
  restoreRate: number;
}

/** The leaky buckets of the app, one for each shop. */
export class ThrottleBuckets {
  private readonly buckets = new Map<string, { available: number; at: number; rate: number }>();

  private bucket(shop: string, plan: Plan): { available: number; at: number; rate: number } {
    const rate = RESTORE_RATE[plan];
    const now = performance.now();
    let bucket = this.buckets.get(shop);
    if (!bucket || bucket.rate !== rate) {
      bucket = { available: rate * SECONDS_HELD, at: now, rate };
      this.buckets.set(shop, bucket);
    }
    const restored = ((now - bucket.at) / 1000) * rate;
    bucket.available = Math.min(rate * SECONDS_HELD, bucket.available + restored);
    bucket.at = now;
    return bucket;
  }

  /** Takes the requested cost; false when the bucket does not hold it. */
  take(shop: string, plan: Plan, cost: number): boolean {
    const bucket = this.bucket(shop, plan);
    if (bucket.available < cost) return false;
    bucket.available -= cost;
    return true;
  }

  /** Gives back what was asked for but not used. */
  giveBack(shop: string, plan: Plan, points: number): void {
    const bucket = this.bucket(shop, plan);
    bucket.available = Math.min(bucket.rate * SECONDS_HELD, bucket.available + points);
  }

  /** Sets what is left, for tests. */
  set(shop: string, plan: Plan, available: number): void {
    this.bucket(shop, plan).available = available;
  }

  status(shop: string, plan: Plan): ThrottleStatus {
    const bucket = this.bucket(shop, plan);
    return {
      maximumAvailable: bucket.rate * SECONDS_HELD,
      currentlyAvailable: Math.floor(bucket.available),
      restoreRate: bucket.rate,
    };
  }
}
