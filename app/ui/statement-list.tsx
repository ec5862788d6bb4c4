import { BlockStack, Icon, InlineStack, Text } from "@shopify/polaris";
import { AlertTriangleIcon, CheckCircleIcon, InfoIcon } from "@shopify/polaris-icons";
import { isComplete, type KindStatement } from "#app/reconciliation/statement.ts";
import { kindTitle, statementWords } from "./completeness-words.ts";
import { useShopTime } from "./shop-context.tsx";

/** What can be said of each kind of resource. `brief`: without what takes away from it but the time. */
export function StatementList({
  statements,
  brief = false,
}: Readonly<{ statements: readonly KindStatement[]; brief?: boolean }>) {
  const reader = useShopTime();
  return (
    <BlockStack gap="400">
      {statements.map((statement) => {
        const { claim, destinations, caveats } = statementWords(statement, reader);
        return (
          <div key={statement.kind} className="rollcall-verdict">
            <span className="rollcall-verdict-icon">
              <StatementIcon statement={statement} />
            </span>
            <BlockStack gap="100">
              <Text as="h3" variant="headingSm">
                {kindTitle(statement.kind)}
              </Text>
              <Text as="p">{claim}</Text>
              {destinations.map((sentence) => (
                <Text key={sentence} as="p">
                  {sentence}
                </Text>
              ))}
              <InlineStack gap="100">
                <Text as="p" tone="subdued">
                  {(brief ? caveats.slice(0, 2) : caveats).join(" ")}
                </Text>
              </InlineStack>
            </BlockStack>
          </div>
        );
      })}
    </BlockStack>
  );
}

function StatementIcon({ statement }: Readonly<{ statement: KindStatement }>) {
  if (isComplete(statement)) {
    return <Icon source={CheckCircleIcon} tone="success" accessibilityLabel="Complete" />;
  }
  if (statement.state !== "compared") {
    return <Icon source={InfoIcon} tone="subdued" accessibilityLabel="Nothing known" />;
  }
  const isWrong =
    statement.inLog < statement.changed || statement.destinations.some(({ failed }) => failed > 0);
  return isWrong ? (
    <Icon source={AlertTriangleIcon} tone="critical" accessibilityLabel="Incomplete" />
  ) : (
    <Icon source={InfoIcon} tone="info" accessibilityLabel="Not complete yet" />
  );
}
