import { BlockStack, Card, InlineStack, Link, Text } from "@shopify/polaris";
import { DeliveryBadge } from "#app/ui/state-badge.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import { topicTitle } from "#app/ui/words.ts";
import type { LoadedEvent } from "./load-event.server.ts";

/** What else happened to the same order, product or customer, newest first. */
export function OtherEvents({
  about,
  others,
  destinations,
}: Readonly<Pick<LoadedEvent, "others" | "destinations"> & { about: string }>) {
  if (others.length === 0) return null;
  const known = new Set(destinations.map(({ id }) => id));
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Other events of {about}
        </Text>
        {others.map((other) => (
          <InlineStack key={other.id} align="space-between" blockAlign="center" gap="200">
            <BlockStack>
              <Link url={`/app/events/${other.id}`} removeUnderline>
                {topicTitle(other.topic)}
              </Link>
              <Text as="span" variant="bodySm" tone="subdued">
                <RelativeTime at={other.receivedAt} />
              </Text>
            </BlockStack>
            <InlineStack gap="100">
              {other.deliveries
                .filter(({ destinationId }) => known.has(destinationId))
                .map(({ destinationId, view }) => (
                  <DeliveryBadge key={destinationId} view={view} />
                ))}
            </InlineStack>
          </InlineStack>
        ))}
      </BlockStack>
    </Card>
  );
}
