import { BlockStack, Card, Text } from "@shopify/polaris";
import { formatBytes, formatDuration } from "#app/ui/format.ts";
import { Step } from "#app/ui/timeline-step.tsx";
import { DeliverySteps } from "./delivery-steps.tsx";
import type { LoadedEvent } from "./load-event.server.ts";

type Props = Readonly<Pick<LoadedEvent, "event" | "receipts" | "deliveries" | "destinations">>;

/** The way of one event, from what happened in Shopify to each destination's answer. */
export function EventTimeline({ event, receipts, deliveries, destinations }: Props) {
  const delay = event.triggeredAt
    ? event.receivedAt.getTime() - event.triggeredAt.getTime()
    : undefined;
  const duplicates = receipts.filter(({ duplicate }) => duplicate).length;
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          What happened
        </Text>
        <ol className="rollcall-timeline">
          {event.triggeredAt && (
            <Step kind="origin" title="Happened in Shopify" at={event.triggeredAt} />
          )}
          <Step kind="done" title={receivedTitle(event.source)} at={event.receivedAt}>
            {delay !== undefined && delay >= 0 && `${formatDuration(delay)} later. `}
            {duplicates > 0 &&
              `Shopify sent it ${duplicates + 1} times; it is kept, and delivered, once.`}
          </Step>
          {event.source === "webhook" && (
            <Step kind="done" title="Verified">
              Shopify&rsquo;s signature matched the bytes that came in.
            </Step>
          )}
          <Step kind="done" title="Stored">
            {formatBytes(event.bodyBytes)}, encrypted, before Shopify got its answer.
          </Step>
          {event.sameAs !== null && (
            <Step kind="skipped" title="Same as another event">
              Two subscriptions reported the same change. It is delivered once: these are the
              deliveries.
            </Step>
          )}
          <DeliverySteps deliveries={deliveries} destinations={destinations} />
          {deliveries.length === 0 && (
            <Step kind="skipped" title="Not delivered anywhere">
              {destinations.length === 0
                ? "There is no destination yet."
                : "No destination wanted this topic when the event came. Replay sends it to one you choose."}
            </Step>
          )}
        </ol>
      </BlockStack>
    </Card>
  );
}

function receivedTitle(source: LoadedEvent["event"]["source"]): string {
  switch (source) {
    case "webhook":
      return "Received";
    case "recovered":
      return "Found missing, and recovered";
    case "backfill":
      return "Fetched from Shopify";
    case "test":
      return "Made for a test";
  }
}
