import { BlockStack, Button, Card, Icon, InlineStack, Link, Text } from "@shopify/polaris";
import { AlertTriangleIcon, CheckCircleIcon, InfoIcon } from "@shopify/polaris-icons";
import type { Verdict } from "#app/ui/verdict.ts";

const LOOKS = {
  success: { icon: CheckCircleIcon, tone: "success" },
  critical: { icon: AlertTriangleIcon, tone: "critical" },
  warning: { icon: AlertTriangleIcon, tone: "caution" },
  info: { icon: InfoIcon, tone: "info" },
} as const;

/** The first thing to read: is all well, and if not, what to do first. `isQuiet`: the guide acts. */
export function VerdictCard({
  verdict,
  isQuiet,
}: Readonly<{ verdict: Verdict; isQuiet: boolean }>) {
  const { icon, tone } = LOOKS[verdict.tone];
  const [first, ...others] = verdict.things;
  return (
    <Card>
      <div className="rollcall-verdict">
        <span className="rollcall-verdict-icon">
          <Icon source={icon} tone={tone} />
        </span>
        <BlockStack gap="300">
          <BlockStack gap="100">
            <Text as="h2" variant="headingLg">
              {verdict.title}
            </Text>
            {first && <Text as="p">{first.text}</Text>}
            {others.map((thing) => (
              <Text as="p" key={thing.text}>
                {thing.text} <Link url={thing.url}>{thing.action}</Link>
              </Text>
            ))}
            <Text as="p" tone="subdued">
              {verdict.text}
            </Text>
          </BlockStack>
          {first && (
            <InlineStack>
              <Button url={first.url} {...(!isQuiet && { variant: "primary" })}>
                {first.action}
              </Button>
            </InlineStack>
          )}
        </BlockStack>
      </div>
    </Card>
  );
}
