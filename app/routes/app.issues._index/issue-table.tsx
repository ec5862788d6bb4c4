import { BlockStack, IndexTable, InlineStack, Link, Text } from "@shopify/polaris";
import type { IssueView } from "#app/issues/issue-queries.server.ts";
import { ISSUE_STATE_WORDS, issueSize, issueTitle, SEVERITY_WORDS } from "#app/ui/issue-words.ts";
import { useIsNarrow } from "#app/ui/narrow.tsx";
import { WordBadge } from "#app/ui/state-badge.tsx";
import { RelativeTime } from "#app/ui/time.tsx";

/** One row an issue: what is wrong, how grave, how much is affected, since when. */
export function IssueTable({ issues }: Readonly<{ issues: readonly IssueView[] }>) {
  const isNarrow = useIsNarrow();
  return (
    <IndexTable
      selectable={false}
      condensed={isNarrow}
      resourceName={{ singular: "issue", plural: "issues" }}
      itemCount={issues.length}
      headings={[
        { title: "Issue" },
        { title: "Effect" },
        { title: "State" },
        { title: issues[0]?.state === "resolved" ? "Resolved" : "Since" },
      ]}
    >
      {issues.map((issue, position) => (
        <IndexTable.Row key={issue.id} id={issue.id} position={position}>
          {isNarrow ? (
            <div className="rollcall-list-item">
              <What issue={issue} />
              <InlineStack gap="200" blockAlign="center">
                <WordBadge words={SEVERITY_WORDS[issue.severity]} />
                <WordBadge words={ISSUE_STATE_WORDS[issue.state]} />
                <When issue={issue} />
              </InlineStack>
            </div>
          ) : (
            <>
              <IndexTable.Cell className="rollcall-wrap">
                <What issue={issue} />
              </IndexTable.Cell>
              <IndexTable.Cell>
                <WordBadge words={SEVERITY_WORDS[issue.severity]} />
              </IndexTable.Cell>
              <IndexTable.Cell>
                <WordBadge words={ISSUE_STATE_WORDS[issue.state]} />
              </IndexTable.Cell>
              <IndexTable.Cell>
                <When issue={issue} />
              </IndexTable.Cell>
            </>
          )}
        </IndexTable.Row>
      ))}
    </IndexTable>
  );
}

function What({ issue }: Readonly<{ issue: IssueView }>) {
  return (
    <BlockStack>
      <Link url={`/app/issues/${issue.id}`} dataPrimaryLink monochrome removeUnderline>
        <Text as="span" fontWeight="medium">
          {issueTitle(issue)}
        </Text>
      </Link>
      <Text as="span" variant="bodySm" tone="subdued">
        {issueSize(issue)}
      </Text>
    </BlockStack>
  );
}

function When({ issue }: Readonly<{ issue: IssueView }>) {
  return (
    <Text as="span" tone="subdued">
      <RelativeTime at={issue.resolvedAt ?? issue.since} />
    </Text>
  );
}
