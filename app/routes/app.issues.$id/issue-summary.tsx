import { BlockStack, Card, InlineStack, Link, Text } from "@shopify/polaris";
import type { IssueView } from "#app/issues/issue-queries.server.ts";
import { ISSUE_STATE_WORDS, issueSize, SEVERITY_WORDS } from "#app/ui/issue-words.ts";
import { WordBadge } from "#app/ui/state-badge.tsx";
import { RelativeTime } from "#app/ui/time.tsx";

/** How much is affected and since when, with an example to look at. */
export function IssueSummary({ issue }: Readonly<{ issue: IssueView }>) {
  const { since, resolvedAt, acknowledgedAt, sampleEventId } = issue;
  return (
    <Card>
      <BlockStack gap="200">
        <InlineStack gap="200">
          <WordBadge words={SEVERITY_WORDS[issue.severity]} />
          <WordBadge words={ISSUE_STATE_WORDS[issue.state]} />
        </InlineStack>
        <Text as="p" variant="headingLg">
          {issueSize(issue)}
        </Text>
        <Text as="p" tone="subdued">
          Since <RelativeTime at={since} />
          {acknowledgedAt && !resolvedAt && (
            <>
              , acknowledged <RelativeTime at={acknowledgedAt} />
            </>
          )}
          {resolvedAt && (
            <>
              , resolved <RelativeTime at={resolvedAt} />
            </>
          )}
          .{" "}
          {sampleEventId && (
            <Link url={`/app/events/${sampleEventId}`}>See the newest of them</Link>
          )}
        </Text>
      </BlockStack>
    </Card>
  );
}
