/** What a list of events is narrowed to. Lives in the address of the page, so a link can be shared. */
export type EventFilter = Readonly<{
  /** What was typed into the search box. */
  text: string;
  topics: readonly string[];
  sources: readonly EventSource[];
  /** State of a delivery of the event. */
  states: readonly DeliveryView[];
  /** Id of a destination that the event has a delivery for (with `states`: in that state). */
  destinationId: string | undefined;
  /** Received within this long before now; excludes `from` and `to`. */
  period: Period | undefined;
  /** Milliseconds since 1970. */
  from: number | undefined;
  to: number | undefined;
}>;

export const EVENT_SOURCES = ["webhook", "recovered", "backfill", "test"] as const;
export type EventSource = (typeof EVENT_SOURCES)[number];

/** How a delivery stands, as people are told: `retrying` waits after an attempt that failed. */
export const DELIVERY_VIEWS = [
  "waiting",
  "retrying",
  "delivered",
  "failed",
  "filtered",
  "cancelled",
] as const;
export type DeliveryView = (typeof DELIVERY_VIEWS)[number];

export const PERIODS = { "1h": 3_600_000, "24h": 86_400_000, "7d": 604_800_000 } as const;
export type Period = keyof typeof PERIODS;

export const NO_FILTER: EventFilter = {
  text: "",
  topics: [],
  sources: [],
  states: [],
  destinationId: undefined,
  period: undefined,
  from: undefined,
  to: undefined,
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TOPIC = /^[a-z_]+(?:\/[a-z_]+)+$/;

/** Whether a value from an address may go into a query that expects a UUID. */
export function isId(value: string): boolean {
  return UUID.test(value);
}

/** Reads a filter from an address; what is not understood is left out. */
export function readFilter(params: URLSearchParams): EventFilter {
  const list = (name: string) => (params.get(name) ?? "").split(",").filter(Boolean);
  const destination = params.get("destination") ?? "";
  const period = params.get("period") ?? "";
  const known = Object.hasOwn(PERIODS, period) ? (period as Period) : undefined;
  return {
    // PostgreSQL's text holds no NUL.
    text: (params.get("q") ?? "").replaceAll("\0", "").trim().slice(0, 320),
    topics: list("topic").filter((topic) => TOPIC.test(topic)),
    sources: list("source").filter(isOneOf(EVENT_SOURCES)),
    states: list("state").filter(isOneOf(DELIVERY_VIEWS)),
    destinationId: isId(destination) ? destination : undefined,
    period: known,
    from: known ? undefined : readTime(params.get("from")),
    to: known ? undefined : readTime(params.get("to")),
  };
}

/** The opposite of `readFilter`: parameters in a fixed order, without empty ones. */
export function writeFilter(filter: EventFilter): URLSearchParams {
  const params = new URLSearchParams();
  const set = (name: string, value: string | undefined) => {
    if (value) params.set(name, value);
  };
  set("q", filter.text);
  set("topic", filter.topics.join(","));
  set("source", filter.sources.join(","));
  set("state", filter.states.join(","));
  set("destination", filter.destinationId);
  set("period", filter.period);
  set("from", filter.from === undefined ? undefined : new Date(filter.from).toISOString());
  set("to", filter.to === undefined ? undefined : new Date(filter.to).toISOString());
  return params;
}

export function isEmptyFilter(filter: EventFilter): boolean {
  return writeFilter(filter).size === 0;
}

/** The bounds of the filter on the time of receipt: from (inclusive) to (exclusive), milliseconds. */
export function timeBounds(filter: EventFilter, now: number): { from?: number; to?: number } {
  if (filter.period) return { from: now - PERIODS[filter.period] };
  return {
    ...(filter.from !== undefined && { from: filter.from }),
    ...(filter.to !== undefined && { to: filter.to }),
  };
}

/** How a delivery's row is told to people. */
export function deliveryView(state: string, problem: boolean): DeliveryView {
  switch (state) {
    case "delivered":
    case "filtered":
    case "cancelled":
      return state;
    case "dead":
      return "failed";
    default:
      return problem ? "retrying" : "waiting";
  }
}

function isOneOf<const T extends readonly string[]>(values: T) {
  return (value: string): value is T[number] => values.includes(value);
}

function readTime(text: string | null): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}/.test(text ?? "")) return undefined;
  const time = Date.parse(text ?? "");
  return time > 0 && time < 4_102_444_800_000 ? time : undefined;
}
