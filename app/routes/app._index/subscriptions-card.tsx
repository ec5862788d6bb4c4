import { BlockStack, Card, Link, List, Text } from "@shopify/polaris";
import { formatNumber } from "#app/ui/format.ts";
import { RelativeTime } from "#app/ui/time.tsx";
import type { LoadedHome } from "./load-home.server.ts";

const NAMED = 5;

/** N of N, or which are missing. */
export function SubscriptionsCard({ subscriptions }: Readonly<Pick<LoadedHome, "subscriptions">>) {
  const { expected, registered, checkedAt, wanting } = subscriptions;
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          <Link url="/app/subscriptions" monochrome removeUnderline>
            Subscriptions
          </Link>
        </Text>
        <Text as="p">
          {formatNumber(registered)} of {formatNumber(expected)} registered with Shopify
        </Text>
        {wanting.length > 0 && (
          <>
            <Text as="p" tone="critical">
              Missing:
            </Text>
            <List>
              {wanting.slice(0, NAMED).map((title) => (
                <List.Item key={title}>{title}</List.Item>
              ))}
              {wanting.length > NAMED && <List.Item>and {wanting.length - NAMED} more</List.Item>}
            </List>
          </>
        )}
        <Text as="p" tone="subdued">
          {checkedAt ? (
            <>
              Compared with Shopify <RelativeTime at={checkedAt} />
            </>
          ) : (
            "Not compared with Shopify yet"
          )}
        </Text>
      </BlockStack>
    </Card>
  );
}
