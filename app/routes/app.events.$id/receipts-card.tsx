import { Badge, BlockStack, Card, InlineStack, Text } from "@shopify/polaris";
import { countOf } from "#app/ui/format.ts";
import { ExactTime } from "#app/ui/time.tsx";
import type { LoadedEvent } from "./load-event.server.ts";

/** The requests that carried the event; the hash tells whether they carried the same bytes. */
export function ReceiptsCard({ receipts }: Readonly<Pick<LoadedEvent, "receipts">>) {
  if (receipts.length === 0) return null;
  const first = receipts[0]?.bodyHash;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {countOf(receipts.length, "request")} from Shopify
        </Text>
        {receipts.map((receipt) => (
          <BlockStack key={receipt.id} gap="050">
            <InlineStack gap="200" blockAlign="center">
              <Text as="span">
                <ExactTime at={receipt.receivedAt} />
              </Text>
              {receipt.duplicate && <Badge>Duplicate</Badge>}
              {receipt.bodyHash !== first && <Badge tone="warning">Other content</Badge>}
            </InlineStack>
            <p className="rollcall-mono rollcall-break" title={receipt.bodyHash}>
              SHA-256 {receipt.bodyHash.slice(0, 16)}…
            </p>
          </BlockStack>
        ))}
      </BlockStack>
    </Card>
  );
}
