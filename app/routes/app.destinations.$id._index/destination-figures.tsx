import { InlineGrid } from "@shopify/polaris";
import { Figure } from "#app/ui/figure.tsx";
import { formatAge, formatDuration, formatNumber, formatShare } from "#app/ui/format.ts";
import { useShopTime } from "#app/ui/shop-context.tsx";
import type { LoadedDestination } from "./load-destination.server.ts";

/** How it goes, in four figures. */
export function DestinationFigures({
  figures,
  latency,
  id,
}: Readonly<Pick<LoadedDestination, "figures" | "latency"> & { id: string }>) {
  const { now } = useShopTime();
  const list = `/app/events?destination=${id}&state=`;
  return (
    <InlineGrid columns={{ xs: 2, md: 4 }} gap="400">
      <Figure
        label="Delivered in 24 h"
        value={formatNumber(figures.delivered)}
        line={{ values: figures.perHour, label: "Deliveries per hour" }}
      />
      <Figure
        label="Tries that worked"
        value={latency.attempts === 0 ? "–" : formatShare(latency.delivered / latency.attempts)}
        note={
          latency.p50 === null || latency.p95 === null
            ? "No tries yet"
            : `Half within ${formatDuration(latency.p50)}, 95% within ${formatDuration(latency.p95)}`
        }
      />
      <Figure
        label="Waiting"
        value={formatNumber(figures.waiting)}
        url={`${list}waiting,retrying`}
        note={
          figures.oldest
            ? `The oldest for ${formatAge(now - figures.oldest.getTime())}`
            : "Nothing is waiting"
        }
      />
      <Figure
        label="Failed for good"
        value={formatNumber(figures.failed)}
        url={`${list}failed`}
        bad={figures.failed > 0}
        note={figures.failed > 0 ? "Each waits for your decision" : "Nothing has failed"}
      />
    </InlineGrid>
  );
}
