import { BlockStack, Card, Link, Text } from "@shopify/polaris";
import { Sparkline } from "./sparkline.tsx";

/** One exact figure, with how it went or what it means, and the list behind it. */
export function Figure({
  label,
  value,
  note,
  url,
  bad,
  line,
}: Readonly<{
  label: string;
  value: string;
  note?: string;
  /** The list of what was counted. */
  url?: string;
  /** The figure itself says that something failed. */
  bad?: boolean;
  line?: Readonly<{ values: readonly number[]; label: string; tone?: "neutral" | "good" | "bad" }>;
}>) {
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="bodySm" tone="subdued">
          {url ? (
            <Link url={url} monochrome>
              {label}
            </Link>
          ) : (
            label
          )}
        </Text>
        <Text as="p" variant="headingLg" numeric {...(bad && { tone: "critical" })}>
          {value}
        </Text>
        {line && <Sparkline {...line} />}
        {note && (
          <Text as="p" variant="bodySm" tone="subdued">
            {note}
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}
