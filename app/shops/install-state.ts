/**
 * Where a shop's installation stands.
 *
 * seen         webhooks of it came in, or its page was asked for; it has not opened the app
 * installed    the app was opened and holds a token; nothing is registered yet
 * registering  topics are being registered
 * active       every topic that its scopes cover was registered, or declined by Shopify for good
 * uninstalled  Shopify has said so; no token, no subscriptions
 * redacted     its data is gone; a shop that comes back after that gets a row of its own
 */
export const INSTALL_STATES = [
  "seen",
  "installed",
  "registering",
  "active",
  "uninstalled",
  "redacted",
] as const;
export type InstallState = (typeof INSTALL_STATES)[number];

export type InstallHappening =
  /** The app was opened in the admin. */
  | "opened"
  /** The stored token was worthless and a new one works: installed anew, before the news came. */
  | "reinstalled"
  | "registration-started"
  | "registration-settled"
  | "uninstalled"
  | "redacted";

const TRANSITIONS: Readonly<
  Record<InstallState, Readonly<Partial<Record<InstallHappening, InstallState>>>>
> = {
  seen: { opened: "installed", uninstalled: "uninstalled", redacted: "redacted" },
  installed: {
    reinstalled: "installed",
    "registration-started": "registering",
    uninstalled: "uninstalled",
  },
  registering: {
    reinstalled: "installed",
    "registration-settled": "active",
    uninstalled: "uninstalled",
  },
  active: { reinstalled: "installed", uninstalled: "uninstalled" },
  uninstalled: { opened: "installed", redacted: "redacted" },
  redacted: {},
};

/** @returns the next state, or undefined when nothing changes. */
export function nextState(
  state: InstallState,
  happening: InstallHappening,
): InstallState | undefined {
  return TRANSITIONS[state][happening];
}

/** The states in which something can happen, for an update that checks and moves in one statement. */
export function statesBefore(happening: InstallHappening): InstallState[] {
  return INSTALL_STATES.filter((state) => nextState(state, happening) !== undefined);
}

/** Whether the app is installed, as far as is known. */
export function isInstalled(state: InstallState): boolean {
  return state === "installed" || state === "registering" || state === "active";
}
