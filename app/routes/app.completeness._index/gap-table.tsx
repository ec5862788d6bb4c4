import { BlockStack, Box, Card, IndexTable, Link, Text } from "@shopify/polaris";
import type { ListedGap } from "#app/reconciliation/sweep-list-queries.server.ts";
import { CAUSES, GAP_STATES } from "#app/ui/completeness-words.ts";
import { countOf, formatNumber } from "#app/ui/format.ts";
import { WordBadge } from "#app/ui/state-badge.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import { resourceText, topicTitle } from "#app/ui/words.ts";

/** Every event that should have come and did not: which, why, and what became of it. */
export function GapTable({ gaps, total }: Readonly<{ gaps: readonly ListedGap[]; total: number }>) {
  if (gaps.length === 0) {
    return (
      <Card>
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            Events that did not come
          </Text>
          <Text as="p" tone="subdued">
            None so far. One that a comparison finds missing is recovered from Shopify&apos;s
            records, and listed here with its cause.
          </Text>
        </BlockStack>
      </Card>
    );
  }
  return (
    <Card padding="0">
      <Box padding="400" paddingBlockEnd="200">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            Events that did not come
          </Text>
          <Text as="p" tone="subdued">
            {total > gaps.length
              ? `The newest ${formatNumber(gaps.length)} of ${formatNumber(total)}.`
              : `${countOf(total, "event")} in all.`}
          </Text>
        </BlockStack>
      </Box>
      <IndexTable
        selectable={false}
        resourceName={{ singular: "event", plural: "events" }}
        itemCount={gaps.length}
        headings={[
          { title: "Event" },
          { title: "Happened" },
          { title: "Cause" },
          { title: "State" },
          { title: "Found" },
        ]}
      >
        {gaps.map((gap, position) => {
          const { title } = resourceText({ ...gap, resourceKind: gap.kind });
          return (
            <IndexTable.Row key={gap.id} id={gap.id} position={position}>
              <IndexTable.Cell>
                <BlockStack>
                  {gap.eventId ? (
                    <Link url={`/app/events/${gap.eventId}`} dataPrimaryLink removeUnderline>
                      {topicTitle(gap.topic)}
                    </Link>
                  ) : (
                    <Text as="span">{topicTitle(gap.topic)}</Text>
                  )}
                  <Text as="span" variant="bodySm" tone="subdued">
                    {title}
                  </Text>
                </BlockStack>
              </IndexTable.Cell>
              <IndexTable.Cell>
                <RelativeTime at={gap.changedAt} />
              </IndexTable.Cell>
              <IndexTable.Cell>{CAUSES[gap.cause]}</IndexTable.Cell>
              <IndexTable.Cell>
                <WordBadge words={GAP_STATES[gap.state]} />
              </IndexTable.Cell>
              <IndexTable.Cell>
                <RelativeTime at={gap.foundAt} />
              </IndexTable.Cell>
            </IndexTable.Row>
          );
        })}
      </IndexTable>
    </Card>
  );
}
