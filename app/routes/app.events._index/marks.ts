import type { DeliveryView } from "#app/event-log/event-filter.ts";
import { countOf } from "#app/ui/format.ts";

export type Mark = Readonly<{ view: DeliveryView; name: string | undefined }>;

/** More than this many would not be read. */
const NAMED_AT_MOST = 2;
const NEEDS_A_LOOK: ReadonlySet<DeliveryView> = new Set(["failed", "retrying"]);

/** What stands beside an event for its deliveries: few by name, many as counts by state. */
export function marksOf(
  deliveries: readonly Readonly<{ name: string; view: DeliveryView }>[],
): Mark[] {
  if (deliveries.length <= NAMED_AT_MOST) return [...deliveries];
  const named = deliveries.filter(({ view }) => NEEDS_A_LOOK.has(view));
  const counts = new Map<DeliveryView, number>();
  for (const { view } of deliveries) {
    if (!NEEDS_A_LOOK.has(view)) counts.set(view, (counts.get(view) ?? 0) + 1);
  }
  return [
    ...named,
    ...[...counts].map(([view, count]) => ({ view, name: countOf(count, "system") })),
  ];
}
