import { BlockStack, Card, InlineStack, Link, Text } from "@shopify/polaris";
import { destinationHealth } from "#app/ui/destination-words.ts";
import { formatNumber } from "#app/ui/format.ts";
import { WordBadge } from "#app/ui/state-badge.tsx";
import type { LoadedHome } from "./load-home.server.ts";

/** Each destination with how it is. */
export function DestinationsCard({ destinations }: Readonly<Pick<LoadedHome, "destinations">>) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          <Link url="/app/destinations" monochrome removeUnderline>
            Destinations
          </Link>
        </Text>
        {destinations.length === 0 && (
          <Text as="p" tone="subdued">
            None yet: events are kept, and sent from the time you connect one.
          </Text>
        )}
        {destinations.map((destination) => (
          <InlineStack key={destination.id} align="space-between" blockAlign="center" gap="200">
            <BlockStack>
              <Link url={`/app/destinations/${destination.id}`} removeUnderline>
                {destination.name}
              </Link>
              <Text as="span" variant="bodySm" tone="subdued">
                {destination.waiting === 0
                  ? "Nothing is waiting"
                  : `${formatNumber(destination.waiting)} waiting`}
              </Text>
            </BlockStack>
            <WordBadge words={destinationHealth(destination)} />
          </InlineStack>
        ))}
      </BlockStack>
    </Card>
  );
}
