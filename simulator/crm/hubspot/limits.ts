import { burstLimit, dailyLimit, type HubSpotAnswer } from "./errors.ts";

const WINDOW_MS = 10_000;

/** The two limits of an account: calls in any ten seconds, and calls until its midnight. */
export class HubSpotLimits {
  /** Times of the calls in the window, oldest first. */
  private calls: number[] = [];
  private day = -1;
  private today = 0;
  /** Most calls that were ever in one window; and how often each limit refused. */
  mostInWindow = 0;
  refused = { burst: 0, daily: 0 };
  perTenSeconds: number;
  perDay: number;

  constructor(perTenSeconds: number, perDay: number) {
    this.perTenSeconds = perTenSeconds;
    this.perDay = perDay;
  }

  /** Counts a call. @returns the refusal when it is one too many */
  take(now: number): HubSpotAnswer | undefined {
    const day = Math.floor(now / 86_400_000);
    if (day !== this.day) [this.day, this.today] = [day, 0];
    while (this.calls[0] !== undefined && this.calls[0] <= now - WINDOW_MS) this.calls.shift();
    if (this.today >= this.perDay) {
      this.refused.daily += 1;
      return dailyLimit();
    }
    if (this.calls.length >= this.perTenSeconds) {
      this.refused.burst += 1;
      return burstLimit();
    }
    this.calls.push(now);
    this.today += 1;
    this.mostInWindow = Math.max(this.mostInWindow, this.calls.length);
    return undefined;
  }

  headers(): Record<string, string> {
    return {
      "X-HubSpot-RateLimit-Daily": String(this.perDay),
      "X-HubSpot-RateLimit-Daily-Remaining": String(Math.max(0, this.perDay - this.today)),
      "X-HubSpot-RateLimit-Interval-Milliseconds": String(WINDOW_MS),
      "X-HubSpot-RateLimit-Max": String(this.perTenSeconds),
      "X-HubSpot-RateLimit-Remaining": String(Math.max(0, this.perTenSeconds - this.calls.length)),
    };
  }
}
