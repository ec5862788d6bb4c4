import { BlockStack, Card, List, Text } from "@shopify/polaris";

/** What no comparison can show, wherever the statement is read. */
export function Limits() {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          What this does not prove
        </Text>
        <List>
          <List.Item>
            Nothing is said of what changed in the last few minutes: it may be on its way.
          </List.Item>
          <List.Item>
            The newest state of each record is compared, not every step on the way to it: Shopify
            itself merges changes that are close together.
          </List.Item>
          <List.Item>
            Nothing is promised of the time before the app was installed. History can be brought in,
            but it was never missed.
          </List.Item>
          <List.Item>
            A deleted record leaves nothing to compare. That it is gone is known only from its
            event.
          </List.Item>
          <List.Item>
            “Reached” means that the system answered with success, not what it did with it.
          </List.Item>
        </List>
      </BlockStack>
    </Card>
  );
}
