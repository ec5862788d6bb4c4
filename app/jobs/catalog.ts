import { z } from "zod";

/** How a job is kept and tried again; times in seconds. */
export type JobPolicy = Readonly<{
  /** Tries after the first one. */
  retries: number;
  /** First wait between tries; doubled each time, up to `retryDelayMax`. */
  retryDelay: number;
  retryDelayMax: number;
  /** A try that takes longer is given up and tried again, by another worker if need be. */
  expireIn: number;
  /** One waiting job per key at most: asking for more of the same adds nothing. */
  onePerKey: boolean;
  /** Run at once per worker process. */
  atOnce: number;
}>;

const shopOnly = z.object({ shopId: z.uuid() });
const shopAndEvent = z.object({ shopId: z.uuid(), eventId: z.uuid() });
const nothing = z.object({});

const HOUSEKEEPING: JobPolicy = {
  retries: 3,
  retryDelay: 10,
  retryDelayMax: 60,
  expireIn: 300,
  onePerKey: true,
  atOnce: 1,
};

/**
 * Every background job: what it carries and how it is tried again. Payloads hold ids only, never
 * personal data. What a job does stands with its handler (`handlers.server.ts`), so that whoever
 * asks for one does not load it.
 */
export const JOBS = {
  /** Acts on an uninstall, a change of scopes or a compliance request that is in the event log. */
  "lifecycle-event": {
    payload: shopAndEvent.extend({ look: z.number().int().min(1).default(1) }),
    // Near 12 hours of tries: a handler that cannot finish must not give an obligation up quickly.
    policy: {
      retries: 20,
      retryDelay: 5,
      retryDelayMax: 3_600,
      expireIn: 120,
      onePerKey: false,
      atOnce: 4,
    },
  },
  /** Brings a shop's installation to its end: scopes, subscriptions, state. */
  "ensure-subscriptions": {
    payload: shopOnly,
    policy: {
      retries: 8,
      retryDelay: 10,
      retryDelayMax: 300,
      expireIn: 120,
      onePerKey: true,
      atOnce: 3,
    },
  },
  /**
   * The watch's look at one shop. Apart from `ensure-subscriptions`, so that no installation waits
   * behind a round; many at once, since they mostly wait for Shopify, and tried again only once, since
   * the next round comes: a shop that does not answer takes a place, but not those of the others.
   */
  "check-subscriptions": {
    payload: shopOnly,
    policy: {
      retries: 1,
      retryDelay: 60,
      retryDelayMax: 60,
      expireIn: 90,
      onePerKey: true,
      atOnce: 16,
    },
  },
  /** Asks for `check-subscriptions` of every installed shop. */
  "watch-subscriptions": { payload: nothing, policy: HOUSEKEEPING, cron: "*/15 * * * *" },
  /** Finds, and where it is asked for removes, what a compliance request names; a stretch at a time. */
  "compliance-request": {
    payload: shopAndEvent.extend({ look: z.number().int().min(1).default(1) }),
    policy: {
      retries: 20,
      retryDelay: 30,
      retryDelayMax: 3_600,
      expireIn: 900,
      onePerKey: false,
      atOnce: 1,
    },
  },
  /**
   * Compares a window in which a subscription was gone with Shopify's own records. Asked for once
   * for each incident, in the transaction that stores its repair.
   */
  "reconcile-window": {
    payload: z.object({
      shopId: z.uuid(),
      incidentId: z.uuid(),
      /** As in a webhook's header, and which kind of resource its events are about. */
      topic: z.string(),
      resourceKind: z.string(),
      /** The last event seen, and the repair. */
      from: z.iso.datetime(),
      to: z.iso.datetime(),
    }),
    policy: {
      retries: 12,
      retryDelay: 30,
      retryDelayMax: 3_600,
      expireIn: 900,
      onePerKey: false,
      atOnce: 2,
    },
  },
  /** Asks for `sweep-shop` of every installed shop. */
  "sweep-shops": { payload: nothing, policy: HOUSEKEEPING, cron: "3,18,33,48 * * * *" },
  /** Compares what changed in a shop with Shopify's own records; in turns, each a job. */
  "sweep-shop": {
    payload: shopOnly,
    policy: {
      retries: 8,
      retryDelay: 20,
      retryDelayMax: 600,
      expireIn: 900,
      onePerKey: true,
      atOnce: 2,
    },
  },
  /** The same for a window that a person or an incident asked for. */
  "sweep-window": {
    payload: shopOnly.extend({ sweepId: z.uuid() }),
    policy: {
      retries: 12,
      retryDelay: 20,
      retryDelayMax: 600,
      expireIn: 900,
      onePerKey: false,
      atOnce: 2,
    },
  },
  /** Asks for `update-issues` of every installed shop where something fails or did. */
  "watch-issues": { payload: nothing, policy: HOUSEKEEPING, cron: "* * * * *" },
  /** Opens, updates, reopens and resolves a shop's issues by what is recorded. */
  "update-issues": {
    payload: shopOnly,
    // The next minute's look does the same again.
    policy: {
      retries: 1,
      retryDelay: 10,
      retryDelayMax: 10,
      expireIn: 120,
      onePerKey: true,
      atOnce: 2,
    },
  },
  /** Tells a shop's people of issues that changed. Apart from what finds them: a channel may hang. */
  "send-alerts": {
    payload: shopOnly,
    // What could not be sent keeps its own time of the next try.
    policy: {
      retries: 1,
      retryDelay: 30,
      retryDelayMax: 30,
      expireIn: 120,
      onePerKey: true,
      atOnce: 4,
    },
  },
  /** Makes the partitions of the coming days. */
  "make-partitions": { payload: nothing, policy: HOUSEKEEPING, cron: "7 * * * *" },
  /** Lets go of events that are older than their shop keeps them. */
  "let-go-of-old-events": {
    payload: nothing,
    policy: { ...HOUSEKEEPING, expireIn: 3_600 },
    cron: "27 3 * * *",
  },
  /** Keeps searches on the index of a day that has become quiet. */
  "merge-search-terms": { payload: nothing, policy: HOUSEKEEPING, cron: "17 * * * *" },
  /** Forgets dedupe keys that are older than Shopify could still use. */
  "forget-dedupe-keys": { payload: nothing, policy: HOUSEKEEPING, cron: "37 * * * *" },
} as const satisfies Record<
  string,
  Readonly<{ payload: z.ZodType; policy: JobPolicy; cron?: string }>
>;

export type JobName = keyof typeof JOBS;
/** As it is handed in: what has a default may be left out. */
export type JobInput<K extends JobName> = z.input<(typeof JOBS)[K]["payload"]>;
export type JobPayload<K extends JobName> = z.output<(typeof JOBS)[K]["payload"]>;

export const JOB_NAMES = Object.keys(JOBS) as JobName[];

/** The schedule of a job, as cron in UTC; undefined for one that is only asked for. */
export function cronOf(name: JobName): string | undefined {
  const job = JOBS[name];
  return "cron" in job ? job.cron : undefined;
}
