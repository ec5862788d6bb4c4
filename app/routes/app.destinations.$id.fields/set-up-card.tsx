import { BlockStack, Button, Card, Icon, InlineStack, Text } from "@shopify/polaris";
import { AlertCircleIcon, CheckCircleIcon } from "@shopify/polaris-icons";
import type { SetUpResult } from "#app/destinations/destination-kind.ts";

/** Makes ready what the CRM needs, and says step by step how it went. */
export function SetUpCard({
  crm,
  result,
  busy,
  onSetUp,
}: Readonly<{
  crm: string;
  result: SetUpResult | undefined;
  busy: boolean;
  onSetUp: () => void;
}>) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Set-up
        </Text>
        <Text as="p">
          Rollcall finds each of its records in {crm} by a key of its own. This looks whether the
          permissions are enough, makes the key and a few fields, and checks the stages. What is
          there already stays as it is.
        </Text>
        {result && (
          <div role="status">
            <BlockStack gap="200">
              {result.steps.map(({ ok, text }) => (
                <InlineStack key={text} gap="200" wrap={false} blockAlign="start">
                  <span>
                    <Icon
                      source={ok ? CheckCircleIcon : AlertCircleIcon}
                      tone={ok ? "success" : "critical"}
                      accessibilityLabel={ok ? "Done" : "Problem"}
                    />
                  </span>
                  <Text as="p">{text}</Text>
                </InlineStack>
              ))}
            </BlockStack>
          </div>
        )}
        <InlineStack>
          <Button variant="primary" onClick={onSetUp} loading={busy}>
            {`Set up ${crm}`}
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
