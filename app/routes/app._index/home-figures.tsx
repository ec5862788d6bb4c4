import { InlineGrid } from "@shopify/polaris";
import { Figure } from "#app/ui/figure.tsx";
import { formatAge, formatNumber } from "#app/ui/format.ts";
import { bucket, sum } from "#app/ui/series.ts";
import { useShopTime } from "#app/ui/shop-context.tsx";
import type { LoadedHome } from "./load-home.server.ts";

const HOURS_A_STEP = 6;

/** Four exact figures, each with how it went over seven days or how old it is. */
export function HomeFigures({
  hours,
  destinations,
}: Readonly<Pick<LoadedHome, "hours" | "destinations">>) {
  const { now } = useShopTime();
  const line = (metric: "received" | "delivered" | "dead") =>
    bucket(
      hours.map((hour) => ({ at: hour.at, value: hour[metric] })),
      HOURS_A_STEP,
    ).map(({ value }) => value);
  const total = (metric: "received" | "delivered") =>
    formatNumber(sum(hours.map((hour) => hour[metric])));
  const waiting = sum(destinations.map((destination) => destination.waiting));
  const failed = sum(destinations.map((destination) => destination.failed));
  const oldest = Math.min(...destinations.map((destination) => destination.oldest ?? Infinity));
  return (
    <InlineGrid columns={{ xs: 2, md: 4 }} gap="400">
      <Figure
        label="Events received"
        value={total("received")}
        url="/app/events?period=7d"
        line={{ values: line("received"), label: "Events received over the last 7 days" }}
        note="Last 7 days"
      />
      <Figure
        label="Deliveries made"
        value={total("delivered")}
        url="/app/events?state=delivered&period=7d"
        line={{ values: line("delivered"), label: "Deliveries over the last 7 days", tone: "good" }}
        note="Last 7 days"
      />
      <Figure
        label="Waiting"
        value={formatNumber(waiting)}
        url="/app/events?state=waiting,retrying"
        note={
          Number.isFinite(oldest)
            ? `Now; the oldest for ${formatAge(Math.max(0, now - oldest))}`
            : "Now; nothing is waiting"
        }
      />
      <Figure
        label="Failed for good"
        value={formatNumber(failed)}
        url="/app/events?state=failed"
        bad={failed > 0}
        {...(line("dead").some((value) => value > 0) && {
          line: { values: line("dead"), label: "Failures over the last 7 days", tone: "bad" },
        })}
        note={failed > 0 ? "Waiting for your decision" : "Nothing has failed"}
      />
    </InlineGrid>
  );
}
