import { BlockStack, Box, Card, InlineStack, Link, Text } from "@shopify/polaris";
import { CopyButton } from "#app/ui/copy-button.tsx";

/** The secret of a new token: now, and never again. */
export function TokenOnce({
  name,
  secret,
  appUrl,
}: Readonly<{ name: string; secret: string; appUrl: string }>) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {`“${name}” is ready`}
        </Text>
        <Text as="p">
          Copy the token now. Rollcall keeps only a hash of it and cannot show it again.
        </Text>
        <Box background="bg-surface-secondary" padding="300" borderRadius="200">
          <InlineStack align="space-between" blockAlign="center" gap="200">
            <code className="rollcall-mono rollcall-break">{secret}</code>
            <CopyButton text={secret} label="Copy" what="Token" />
          </InlineStack>
        </Box>
        <Text as="p" tone="subdued">
          {`Programs ask at ${appUrl}/api/v1. `}
          <Link url={`${appUrl}/api/v1/openapi.json`} target="_blank">
            Open the description of the API
          </Link>
        </Text>
      </BlockStack>
    </Card>
  );
}
