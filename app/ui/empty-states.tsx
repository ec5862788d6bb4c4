import { BlockStack, Box, Button, Icon, InlineStack, Text } from "@shopify/polaris";
import { AlertCircleIcon, SearchIcon } from "@shopify/polaris-icons";
import type { FunctionComponent, ReactNode, SVGProps } from "react";

type IconSource = FunctionComponent<SVGProps<SVGSVGElement>>;

/** The frame of all three: an icon, one sentence, what to do. */
function EmptyMessage({
  icon,
  tone,
  title,
  children,
  action,
}: Readonly<{
  icon: IconSource;
  tone?: "subdued" | "critical";
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}>) {
  return (
    <Box paddingBlock="1000" paddingInline="400">
      <BlockStack gap="300" inlineAlign="center">
        <Icon source={icon} tone={tone ?? "subdued"} />
        <BlockStack gap="100" inlineAlign="center">
          <Text as="h2" variant="headingMd" alignment="center">
            {title}
          </Text>
          {children && (
            <Box maxWidth="28rem">
              <Text as="p" tone="subdued" alignment="center">
                {children}
              </Text>
            </Box>
          )}
        </BlockStack>
        {action && <InlineStack gap="200">{action}</InlineStack>}
      </BlockStack>
    </Box>
  );
}

/** There is nothing because nothing has happened yet; says what brings the first one. */
export function NothingYet(
  props: Readonly<{ icon: IconSource; title: string; children: ReactNode; action?: ReactNode }>,
) {
  return <EmptyMessage {...props} />;
}

/** There is something, but not of what was asked for. */
export function NothingMatches({ what, onClear }: Readonly<{ what: string; onClear: () => void }>) {
  return (
    <EmptyMessage
      icon={SearchIcon}
      title={`No ${what} match`}
      action={<Button onClick={onClear}>Clear filters</Button>}
    >
      Change the filters or the search, or clear them to see everything.
    </EmptyMessage>
  );
}

/** There may be something, but it could not be read. */
export function CouldNotLoad({
  what,
  onRetry,
  retrying,
}: Readonly<{ what: string; onRetry: () => void; retrying: boolean }>) {
  return (
    <div role="alert">
      <EmptyMessage
        icon={AlertCircleIcon}
        tone="critical"
        title={`Could not load ${what}`}
        action={
          <Button onClick={onRetry} loading={retrying}>
            Try again
          </Button>
        }
      >
        It could not be read just now. Wait a moment, then try again.
      </EmptyMessage>
    </div>
  );
}
