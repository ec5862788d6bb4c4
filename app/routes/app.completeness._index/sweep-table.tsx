import { BlockStack, Box, Card, IndexTable, Text } from "@shopify/polaris";
import type { ListedSweep } from "#app/reconciliation/sweep-list-queries.server.ts";
import { kindTitle, SWEEP_MODES, SWEEP_STATES } from "#app/ui/completeness-words.ts";
import { dayAndHour, formatDuration, formatNumber } from "#app/ui/format.ts";
import { useShopTime } from "#app/ui/shop-context.tsx";
import { WordBadge } from "#app/ui/state-badge.tsx";

/** Every comparison that says something: asked for, failed, or with something missing. */
export function SweepTable({ sweeps }: Readonly<{ sweeps: readonly ListedSweep[] }>) {
  const { timeZone } = useShopTime();
  if (sweeps.length === 0) {
    return (
      <Card>
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            Comparisons
          </Text>
          <Text as="p" tone="subdued">
            None yet. The first one comes within 15 minutes of the installation.
          </Text>
        </BlockStack>
      </Card>
    );
  }
  return (
    <Card padding="0">
      <Box padding="400" paddingBlockEnd="200">
        <Text as="h2" variant="headingMd">
          Comparisons
        </Text>
      </Box>
      <IndexTable
        selectable={false}
        resourceName={{ singular: "comparison", plural: "comparisons" }}
        itemCount={sweeps.length}
        headings={[
          { title: "What" },
          { title: "Changed between" },
          { title: "State" },
          { title: "Compared" },
          { title: "Missing" },
          { title: "Recovered" },
          { title: "Took" },
          { title: "API points" },
        ]}
      >
        {sweeps.map((sweep, position) => (
          <IndexTable.Row key={sweep.id} id={sweep.id} position={position}>
            <IndexTable.Cell>
              <BlockStack>
                <Text as="span" fontWeight="medium">
                  {kindTitle(sweep.kind)}
                </Text>
                <Text as="span" variant="bodySm" tone="subdued">
                  {SWEEP_MODES[sweep.mode]}
                </Text>
              </BlockStack>
            </IndexTable.Cell>
            <IndexTable.Cell>
              {dayAndHour(new Date(sweep.from).getTime(), timeZone)} –{" "}
              {dayAndHour(new Date(sweep.to).getTime(), timeZone)}
            </IndexTable.Cell>
            <IndexTable.Cell>
              <BlockStack inlineAlign="start">
                <WordBadge words={SWEEP_STATES[sweep.state]} />
                {sweep.problem && (
                  <Text as="span" variant="bodySm" tone="critical">
                    {sweep.problem}
                  </Text>
                )}
              </BlockStack>
            </IndexTable.Cell>
            <IndexTable.Cell>{formatNumber(sweep.compared)}</IndexTable.Cell>
            <IndexTable.Cell>
              <Text as="span" {...(sweep.missing > 0 && { fontWeight: "medium" })}>
                {formatNumber(sweep.missing)}
              </Text>
            </IndexTable.Cell>
            <IndexTable.Cell>{formatNumber(sweep.recovered)}</IndexTable.Cell>
            <IndexTable.Cell>{tookText(sweep)}</IndexTable.Cell>
            <IndexTable.Cell>{formatNumber(sweep.cost)}</IndexTable.Cell>
          </IndexTable.Row>
        ))}
      </IndexTable>
    </Card>
  );
}

function tookText({ startedAt, finishedAt }: ListedSweep): string {
  return finishedAt
    ? formatDuration(new Date(finishedAt).getTime() - new Date(startedAt).getTime())
    : "";
}
