import { BlockStack, Card, Text } from "@shopify/polaris";
import type { ReactNode } from "react";
import { ExactTime } from "#app/ui/time.tsx";
import { topicTitle } from "#app/ui/words.ts";
import type { LoadedDestination } from "./load-destination.server.ts";

/** What was chosen for the destination; it is changed on its own page. */
export function DestinationSettings({
  destination,
}: Readonly<Pick<LoadedDestination, "destination">>) {
  const {
    kindTitle,
    own,
    topics,
    maxAgeSeconds,
    concurrency,
    ratePerSecond,
    onDeadLetter,
    createdAt,
  } = destination;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Settings
        </Text>
        <Setting name="Kind">{kindTitle}</Setting>
        <Setting name="Topics">
          {topics.length === 0 ? "Every topic" : topics.map(topicTitle).join(", ")}
        </Setting>
        {own.map(({ label, value }) => (
          <Setting key={label} name={label}>
            {value}
          </Setting>
        ))}
        <Setting name="When it fails">
          Tried for {Math.round(maxAgeSeconds / 3_600)} hours; then{" "}
          {onDeadLetter === "hold"
            ? "the next events of the same resource wait."
            : "the next events go on."}
        </Setting>
        <Setting name="Requests at once">At most {concurrency}</Setting>
        {ratePerSecond !== undefined && (
          <Setting name="Requests a second">At most {ratePerSecond}</Setting>
        )}
        <Setting name="Created">
          <ExactTime at={createdAt} />
        </Setting>
      </BlockStack>
    </Card>
  );
}

function Setting({ name, children }: Readonly<{ name: string; children: ReactNode }>) {
  return (
    <div>
      <Text as="p" variant="bodySm" tone="subdued">
        {name}
      </Text>
      <Text as="p" breakWord>
        {children}
      </Text>
    </div>
  );
}
