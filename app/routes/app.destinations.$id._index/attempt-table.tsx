import { BlockStack, Box, Card, IndexTable, Link, Text } from "@shopify/polaris";
import { SendIcon } from "@shopify/polaris-icons";
import { attemptText } from "#app/ui/attempt-words.ts";
import { NothingYet } from "#app/ui/empty-states.tsx";
import { formatDuration } from "#app/ui/format.ts";
import { WordBadge } from "#app/ui/state-badge.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import { topicTitle } from "#app/ui/words.ts";
import type { LoadedDestination } from "./load-destination.server.ts";

/** The last tries with what the system answered, newest first. */
export function AttemptTable({ attempts }: Readonly<Pick<LoadedDestination, "attempts">>) {
  return (
    <Card padding="0">
      <Box padding="400">
        <Text as="h2" variant="headingMd">
          Last tries
        </Text>
      </Box>
      {attempts.length === 0 ? (
        <NothingYet icon={SendIcon} title="Nothing sent yet">
          Tries appear here with the next event, or when you replay one to this destination.
        </NothingYet>
      ) : (
        <IndexTable
          selectable={false}
          resourceName={{ singular: "try", plural: "tries" }}
          itemCount={attempts.length}
          headings={[{ title: "Time" }, { title: "Event" }, { title: "Answer" }, { title: "Took" }]}
        >
          {attempts.map((attempt, position) => (
            <IndexTable.Row key={attempt.id} id={attempt.id} position={position}>
              <IndexTable.Cell>
                <Text as="span" tone="subdued">
                  <RelativeTime at={attempt.startedAt} />
                </Text>
              </IndexTable.Cell>
              <IndexTable.Cell>
                <Link
                  url={`/app/events/${attempt.eventId}`}
                  dataPrimaryLink
                  monochrome
                  removeUnderline
                >
                  {topicTitle(attempt.topic)}
                </Link>
              </IndexTable.Cell>
              <IndexTable.Cell className="rollcall-wrap">
                <Answer attempt={attempt} />
              </IndexTable.Cell>
              <IndexTable.Cell>{formatDuration(attempt.durationMs)}</IndexTable.Cell>
            </IndexTable.Row>
          ))}
        </IndexTable>
      )}
    </Card>
  );
}

type ShownAttempt = LoadedDestination["attempts"][number];

function Answer({ attempt }: Readonly<{ attempt: ShownAttempt }>) {
  const { title } = attemptText(attempt.status ?? null, attempt.error ?? null);
  const tone = attempt.outcome === "delivered" ? "success" : "critical";
  return (
    <BlockStack gap="100" inlineAlign="start">
      <WordBadge words={{ label: title, tone }} />
      {attempt.outcome !== "delivered" && attempt.responseBody && (
        <Text as="span" variant="bodySm" tone="subdued" breakWord>
          {attempt.responseBody.slice(0, 120)}
        </Text>
      )}
    </BlockStack>
  );
}
