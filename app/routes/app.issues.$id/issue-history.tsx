import { BlockStack, Card, Text } from "@shopify/polaris";
import type { TransitionView } from "#app/issues/issue-queries.server.ts";
import { transitionText } from "#app/ui/issue-words.ts";
import { Step, type StepKind } from "#app/ui/timeline-step.tsx";

const KINDS: Readonly<Record<TransitionView["kind"], StepKind>> = {
  opened: "failed",
  reopened: "failed",
  acknowledged: "waiting",
  resolved: "done",
};

/** Who or what moved it from state to state, newest first. */
export function IssueHistory({
  transitions,
}: Readonly<{ transitions: readonly TransitionView[] }>) {
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          History
        </Text>
        <ol className="rollcall-timeline">
          {transitions.map(({ kind, at, actor }) => (
            <Step
              key={`${kind} ${new Date(at).getTime()}`}
              kind={KINDS[kind]}
              title={transitionText(kind)}
              at={at}
            >
              {actor === "rollcall" ? "By Rollcall" : `By staff member ${actor}`}
            </Step>
          ))}
        </ol>
      </BlockStack>
    </Card>
  );
}
