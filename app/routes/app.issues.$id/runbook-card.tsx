import { BlockStack, Card, List, Text } from "@shopify/polaris";
import type { Runbook } from "#app/ui/runbook.ts";

/** What happened, who is affected, what to do, what to tell others. */
export function RunbookCard({ runbook }: Readonly<{ runbook: Runbook }>) {
  return (
    <Card>
      <BlockStack gap="500">
        {runbook.sections.map(({ heading, paragraphs, steps }) => (
          <BlockStack key={heading} gap="200">
            <Text as="h2" variant="headingMd">
              {heading}
            </Text>
            {paragraphs.map((paragraph) => (
              <Text as="p" key={paragraph}>
                {paragraph}
              </Text>
            ))}
            {steps.length > 0 && (
              <List type="number" gap="loose">
                {steps.map((step) => (
                  <List.Item key={step}>{step}</List.Item>
                ))}
              </List>
            )}
          </BlockStack>
        ))}
      </BlockStack>
    </Card>
  );
}
