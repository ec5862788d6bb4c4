import { BlockStack, Card, List, Text } from "@shopify/polaris";
import type { Incident } from "#app/subscriptions/subscription-queries.server.ts";
import { incidentText } from "#app/ui/subscription-words.ts";
import { ExactTime } from "#app/ui/time.tsx";
import { topicTitle } from "#app/ui/words.ts";

/** What disappeared when, and when it was mended: between the two, events may have been missed. */
export function IncidentList({ incidents }: Readonly<{ incidents: readonly Incident[] }>) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Removals and repairs
        </Text>
        {incidents.length === 0 ? (
          <Text as="p" tone="subdued">
            No subscription has gone missing so far.
          </Text>
        ) : (
          <List gap="loose">
            {incidents.map((incident) => (
              <List.Item key={`${incident.topic} ${new Date(incident.noticedAt).getTime()}`}>
                <Text as="span" fontWeight="medium">
                  {topicTitle(incident.topic)}
                </Text>
                : {incidentText(incident.kind)}, noticed <ExactTime at={incident.noticedAt} />,{" "}
                {incident.repairedAt ? (
                  <>
                    registered again <ExactTime at={incident.repairedAt} />.
                  </>
                ) : (
                  "not registered again yet."
                )}{" "}
                {incident.lastEventAt ? (
                  <>
                    The last event before came <ExactTime at={incident.lastEventAt} />.
                  </>
                ) : (
                  "No event had come before."
                )}
              </List.Item>
            ))}
          </List>
        )}
      </BlockStack>
    </Card>
  );
}
