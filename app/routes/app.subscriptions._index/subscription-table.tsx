import { BlockStack, IndexTable, Link, Text } from "@shopify/polaris";
import { AppsIcon } from "@shopify/polaris-icons";
import type { SubscriptionRow } from "#app/subscriptions/subscription-queries.server.ts";
import { NothingYet } from "#app/ui/empty-states.tsx";
import { formatNumber } from "#app/ui/format.ts";
import { WordBadge } from "#app/ui/state-badge.tsx";
import { subscriptionHint, SUBSCRIPTION_WORDS } from "#app/ui/subscription-words.ts";
import { RelativeTime } from "#app/ui/time.tsx";

/** Expected against actual, one row a topic; what needs a person comes first. */
export function SubscriptionTable({ rows }: Readonly<{ rows: readonly SubscriptionRow[] }>) {
  if (rows.length === 0) {
    return (
      <NothingYet icon={AppsIcon} title="No topics chosen">
        Choose which events Shopify should send to Rollcall.
      </NothingYet>
    );
  }
  const sorted = rows.toSorted((left, right) => urgency(left) - urgency(right));
  return (
    <IndexTable
      selectable={false}
      resourceName={{ singular: "subscription", plural: "subscriptions" }}
      itemCount={rows.length}
      headings={[
        { title: "Topic" },
        { title: "State" },
        { title: "API version" },
        { title: "Last event" },
        { title: "Events in 24 h", alignment: "end" },
      ]}
    >
      {sorted.map((row, position) => (
        <IndexTable.Row key={row.topic.topic} id={row.topic.topic} position={position}>
          <IndexTable.Cell>
            <BlockStack>
              <Link
                url={`/app/events?topic=${encodeURIComponent(row.topic.topic)}`}
                monochrome
                removeUnderline
              >
                <Text as="span" fontWeight="medium">
                  {row.topic.title}
                </Text>
              </Link>
              <Text as="span" tone="subdued" variant="bodySm">
                {row.topic.topic}
              </Text>
            </BlockStack>
          </IndexTable.Cell>
          <IndexTable.Cell className="rollcall-wrap">
            <State row={row} />
          </IndexTable.Cell>
          <IndexTable.Cell>{row.apiVersion ?? "–"}</IndexTable.Cell>
          <IndexTable.Cell>
            {row.lastEventAt ? (
              <RelativeTime at={row.lastEventAt} />
            ) : (
              <Text as="span" tone="subdued">
                None yet
              </Text>
            )}
          </IndexTable.Cell>
          <IndexTable.Cell>
            <Text as="span" numeric alignment="end">
              {formatNumber(row.receivedIn24h)}
            </Text>
          </IndexTable.Cell>
        </IndexTable.Row>
      ))}
    </IndexTable>
  );
}

function State({ row }: Readonly<{ row: SubscriptionRow }>) {
  const hint = subscriptionHint(row);
  const isElsewhere = row.problem === "wrong_address" && row.address !== null;
  return (
    <BlockStack gap="100" inlineAlign="start">
      <WordBadge words={SUBSCRIPTION_WORDS[row.state]} />
      {hint && (
        <Text as="span" variant="bodySm" tone="subdued">
          {hint}
        </Text>
      )}
      {isElsewhere && (
        <Text as="span" variant="bodySm" tone="subdued" breakWord>
          {row.address}
        </Text>
      )}
    </BlockStack>
  );
}

function urgency(row: SubscriptionRow): number {
  switch (row.state) {
    case "missing":
    case "failed":
      return 0;
    case "scope_missing":
      return 1;
    case "unchecked":
      return 2;
    case "registered":
      return row.problem ? 3 : 4;
  }
}
