/** How a call to the Admin API ended. Each of these is expected; a faulty document throws instead. */
export type AdminOutcome<T> = Readonly<{ kind: "ok"; data: T }> | UserErrors | AdminFailure;

/** Shopify understood the mutation and declined it. */
export type UserErrors = Readonly<{ kind: "user-errors"; errors: readonly UserError[] }>;

export type UserError = Readonly<{ field?: readonly string[] | null | undefined; message: string }>;

export type AdminFailure =
  /** Still limited when the time for the call was up. */
  | Readonly<{ kind: "throttled"; retryAfterMs: number }>
  /** Shopify will not serve this shop's token, whatever the time. */
  | Readonly<{ kind: "refused"; because: Refusal; status?: number }>
  /** No answer, or a fault at Shopify's; worth another try later. */
  | Readonly<{ kind: "unreachable"; because: string }>;

export type Refusal =
  /** No offline session is stored: the app must be opened in the admin once. */
  | "no-session"
  /** The token, or the refresh token, was turned down: uninstalled, or left over from an earlier install. */
  | "token-refused"
  /** The token holds, but a granted scope is missing for what was asked. */
  | "access-denied"
  /** 402, 404, 423: the store is frozen, locked or gone. */
  | "shop-unavailable";

/** Hands on what went wrong, and turns what went right into something else. */
export function mapOk<T, U>(outcome: AdminOutcome<T>, map: (data: T) => U): AdminOutcome<U> {
  return outcome.kind === "ok" ? { kind: "ok", data: map(outcome.data) } : outcome;
}

/** A sentence for people and the log; it holds nothing secret. */
export function describeFailure(failure: AdminFailure | UserErrors): string {
  switch (failure.kind) {
    case "user-errors":
      return failure.errors.map(({ message }) => message).join("; ");
    case "throttled":
      return "Shopify limited the number of calls";
    case "refused":
      return REFUSALS[failure.because];
    case "unreachable":
      return `Shopify could not be reached (${failure.because})`;
  }
}

const REFUSALS: Readonly<Record<Refusal, string>> = {
  "no-session": "there is no access token for this store; open the app in the admin once",
  "token-refused": "Shopify refused the store's access token",
  "access-denied": "a granted scope is missing",
  "shop-unavailable": "the store is frozen, locked or closed",
};
