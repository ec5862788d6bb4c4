import { BlockStack, Box, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { CopyButton } from "./copy-button.tsx";

/** The signing secret of a new destination: now, and never again. */
export function SecretOnce({ secret, nextUrl }: Readonly<{ secret: string; nextUrl: string }>) {
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            The destination is ready
          </Text>
          <Text as="p">
            Give this signing secret to the system now, so that it can check that requests come from
            Rollcall. It is not shown again.
          </Text>
        </BlockStack>
        <Box background="bg-surface-secondary" padding="300" borderRadius="200">
          <InlineStack align="space-between" blockAlign="center" gap="200">
            <code className="rollcall-mono rollcall-break">{secret}</code>
            <CopyButton text={secret} label="Copy" what="Secret" />
          </InlineStack>
        </Box>
        <InlineStack>
          <Button variant="primary" url={nextUrl}>
            I have saved the secret
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
