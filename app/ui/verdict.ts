import { countOf, formatAge } from "./format.ts";

/** What is known about the shop now; counts are exact. */
export type Health = Readonly<{
  now: number;
  subscriptions: Readonly<{ missing: number; scopeMissing: number }>;
  destinations: readonly Readonly<{
    id: string;
    name: string;
    state: "active" | "paused" | "disabled" | "deleted";
    waiting: number;
    /** Milliseconds since 1970 of the oldest delivery that waits. */
    oldest: number | undefined;
    retrying: number;
    failed: number;
  }>[];
  /** What is recorded as wrong, the gravest first: it speaks for its destination. */
  issues?: readonly Readonly<{
    id: string;
    /** “ERP refuses access: 312 orders, 340 deliveries”. */
    text: string;
    grave: boolean;
    destinationId: string | undefined;
    cause: string;
  }>[];
  /** Events ever received, as far back as is counted. */
  received: number;
  /** Against Shopify's own records; undefined before the first comparison. */
  compared: Readonly<{ missing: number }> | undefined;
}>;

export type Thing = Readonly<{ text: string; action: string; url: string; grave: boolean }>;

export type Verdict = Readonly<{
  tone: "success" | "critical" | "warning" | "info";
  title: string;
  text: string;
  /** What needs a person, the gravest first. The first one carries the page's action. */
  things: readonly Thing[];
}>;

/** Waiting this long without a failure is worth a look: deliveries take seconds. */
const SLOW_MS = 5 * 60_000;

/**
 * One verdict over everything. It says what is known and no more: what was received and what
 * became of it. Whether Shopify sent everything is not proven by that, and it says so.
 */
export function judgeHealth(health: Health): Verdict {
  const { issues = [] } = health;
  // The minute before an issue is opened, and what is none, is told from the figures.
  const told = new Set(issues.map(({ destinationId, cause }) => destinationId ?? cause));
  const things = [
    ...issues.map(ofIssue),
    ...missingSubscriptions(health, told),
    ...missingRecords(health, told),
    ...health.destinations.filter(({ id }) => !told.has(id)).flatMap(ofDestination(health)),
  ];
  const sorted = things.toSorted((left, right) => Number(right.grave) - Number(left.grave));
  if (sorted.length > 0) {
    return {
      tone: sorted.some(({ grave }) => grave) ? "critical" : "warning",
      title: `Needs attention: ${countOf(sorted.length, "thing")}`,
      text: "What could not be delivered is kept.",
      things: sorted,
    };
  }
  if (health.destinations.length === 0) {
    return {
      tone: "info",
      title: "Events are being kept, and go nowhere yet",
      text: "Connect a destination to have them delivered from then on.",
      things: [],
    };
  }
  if (health.received === 0) {
    return {
      tone: "info",
      title: "Ready for the first event",
      text: "It appears here as soon as something happens in your store.",
      things: [],
    };
  }
  const waiting = health.destinations.reduce((total, { waiting: count }) => total + count, 0);
  return {
    tone: "success",
    title:
      waiting === 0
        ? "Everything received has been delivered"
        : `Everything received is delivered or on its way: ${countOf(waiting, "delivery", "deliveries")} to go`,
    text: health.compared
      ? "Compared with Shopify’s own records, nothing is missing. How far that is proven stands below."
      : "Whether Shopify has sent everything is not proven yet: that comes with the first comparison with Shopify’s own records.",
    things: [],
  };
}

function ofIssue({ id, text, grave }: NonNullable<Health["issues"]>[number]): Thing {
  return { text: `${text}.`, action: "See what to do", url: `/app/issues/${id}`, grave };
}

function missingSubscriptions({ subscriptions }: Health, told: ReadonlySet<string>): Thing[] {
  const things: Thing[] = [];
  if (subscriptions.missing > 0 && !told.has("subscription-missing")) {
    things.push({
      text: `Shopify sends nothing for ${countOf(subscriptions.missing, "topic")}: the subscription is gone.`,
      action: "Register missing",
      url: "/app/subscriptions",
      grave: true,
    });
  }
  if (subscriptions.scopeMissing > 0 && !told.has("permission-missing")) {
    things.push({
      text: `${countOf(subscriptions.scopeMissing, "topic needs", "topics need")} a permission that the app does not have.`,
      action: "See which",
      url: "/app/subscriptions",
      grave: false,
    });
  }
  return things;
}

function missingRecords({ compared }: Health, told: ReadonlySet<string>): Thing[] {
  if (!compared || compared.missing === 0 || told.has("events-missing")) return [];
  return [
    {
      text: `${countOf(compared.missing, "change")} that Shopify knows of ${compared.missing === 1 ? "is" : "are"} missing here.`,
      action: "See which",
      url: "/app/completeness",
      grave: true,
    },
  ];
}

/** At most one thing a destination: its gravest trouble leads, the rest is told with it. */
function ofDestination({ now }: Health) {
  return (destination: Health["destinations"][number]): Thing[] => {
    const { id, name, state, waiting, oldest, retrying, failed } = destination;
    const page = `/app/destinations/${id}`;
    const age = oldest === undefined ? undefined : formatAge(now - oldest);
    const again =
      state === "active" && retrying > 0
        ? `${countOf(retrying, "delivery is", "deliveries are")} being tried again, the oldest for ${age ?? "a while"}`
        : undefined;
    if (state === "disabled") {
      const text = `${name} is disabled and takes no events.`;
      return [{ text, action: `Open ${name}`, url: page, grave: true }];
    }
    if (failed > 0) {
      const text = `${name}: ${countOf(failed, "delivery", "deliveries")} failed for good${again ? `; ${again}` : ""}.`;
      const url = `/app/events?destination=${id}&state=failed`;
      return [{ text, action: "See what failed", url, grave: true }];
    }
    if (state === "paused") {
      const text = `${name} is paused with ${countOf(waiting, "delivery", "deliveries")} waiting.`;
      return waiting > 0 ? [{ text, action: `Open ${name}`, url: page, grave: false }] : [];
    }
    if (again)
      return [
        {
          text: `${name}: ${again}.`,
          action: `See why ${name} does not take them`,
          url: page,
          grave: false,
        },
      ];
    if (oldest !== undefined && now - oldest > SLOW_MS) {
      const text = `Deliveries to ${name} are late: the oldest waits for ${age ?? "a while"}.`;
      return [{ text, action: `Open ${name}`, url: page, grave: false }];
    }
    return [];
  };
}
