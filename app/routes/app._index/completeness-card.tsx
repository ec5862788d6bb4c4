import { BlockStack, Card, Link, Text } from "@shopify/polaris";
import { StatementList } from "#app/ui/statement-list.tsx";
import type { LoadedHome } from "./load-home.server.ts";

/** What is proven to have arrived, for what anything is known of. */
export function CompletenessCard({ statements }: Readonly<Pick<LoadedHome, "statements">>) {
  const known = statements.filter(({ state }) => state === "compared");
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          <Link url="/app/completeness" monochrome removeUnderline>
            Completeness
          </Link>
        </Text>
        {known.length === 0 ? (
          <Text as="p" tone="subdued">
            Nothing has been compared with Shopify yet. Rollcall does so every 15 minutes.
          </Text>
        ) : (
          <StatementList statements={known} brief />
        )}
      </BlockStack>
    </Card>
  );
}
