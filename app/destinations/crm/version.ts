/**
 * How new a state of a resource is. Shopify's `updated_at` has whole seconds, so two states may
 * share one: then how far the resource has come decides (a refund is never taken back), and then
 * the finer time that Shopify gave the event. It is a total order, so that the newest of many
 * states is the same one whatever the order they come in.
 */
export type Version = Readonly<{
  /** Milliseconds since 1970 of `updated_at`; 0 when the payload has none. */
  at: number;
  /** Grows as the resource goes on: payments, refunds, fulfilments, a cancellation. */
  progress: number;
  /** `X-Shopify-Triggered-At`; empty when there is none. */
  triggered: string;
}>;

/** Below 0 when `a` is older, above when it is newer, 0 when nothing tells them apart. */
export function compareVersions(a: Version, b: Version): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.progress !== b.progress) return a.progress - b.progress;
  const [first, second] = [comparable(a.triggered), comparable(b.triggered)];
  return first === second ? 0 : first < second ? -1 : 1;
}

/** Fractions of a second come with any number of digits: `…01Z` is before `…01.5Z`. */
function comparable(triggered: string): string {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,12}))?Z$/.exec(triggered);
  return match ? `${match[1]}.${(match[2] ?? "").padEnd(12, "0")}` : "";
}
