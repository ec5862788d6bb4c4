import type { StoreBackend } from "./store-backend.ts";

/** The one app that the simulated stores know of. */
export interface ShellApp {
  name: string;
  /** Its part of the address: `/store/{store}/apps/{handle}`. */
  handle: string;
  apiKey: string;
  /** Signs the query that the app is opened with. */
  apiSecret: string;
  /** Where the app is served, without a trailing slash. */
  url: string;
  /** What the app cannot be installed without. */
  scopes: readonly string[];
  /** What it may ask for later. */
  optionalScopes?: readonly string[] | undefined;
}

export interface ShellOptions {
  app: ShellApp;
  backend: StoreBackend;
}
