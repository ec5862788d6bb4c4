import { BlockStack, Card, Icon, InlineStack, Text } from "@shopify/polaris";
import { AlertTriangleIcon } from "@shopify/polaris-icons";
import type { ReactNode } from "react";
import type { LoadedEvent } from "./load-event.server.ts";

/** Ids and versions, for whoever compares them with another system's log. */
export function EventFacts({ event, isStale }: Readonly<Pick<LoadedEvent, "event" | "isStale">>) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Details
        </Text>
        {isStale && (
          <InlineStack gap="200" wrap={false} blockAlign="start">
            <span>
              <Icon source={AlertTriangleIcon} tone="caution" />
            </span>
            <Text as="p">
              A newer state of this resource has come since: what is stored here may be out of date.
            </Text>
          </InlineStack>
        )}
        <Fact name="Topic">{event.topic}</Fact>
        {event.resourceId && <Fact name="Resource ID">{event.resourceId}</Fact>}
        <Fact name="Webhook ID">{event.webhookId}</Fact>
        {event.eventId && <Fact name="Shopify event ID">{event.eventId}</Fact>}
        {event.apiVersion && <Fact name="API version">{event.apiVersion}</Fact>}
        <Fact name="Rollcall ID">{event.id}</Fact>
      </BlockStack>
    </Card>
  );
}

function Fact({ name, children }: Readonly<{ name: string; children: ReactNode }>) {
  return (
    <div>
      <Text as="p" variant="bodySm" tone="subdued">
        {name}
      </Text>
      <p className="rollcall-mono rollcall-break">{children}</p>
    </div>
  );
}
