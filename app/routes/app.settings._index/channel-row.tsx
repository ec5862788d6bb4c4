import { useFetcher } from "@remix-run/react";
import { BlockStack, Box, Button, InlineError, InlineStack, Text } from "@shopify/polaris";
import type { Channel } from "#app/alerts/channel-queries.server.ts";
import { channelProblem, channelText } from "#app/ui/alert-words.ts";
import { WordBadge } from "#app/ui/state-badge.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import { type Outcome, useSuccessToast } from "#app/ui/use-outcome.tsx";

type Shown = Omit<Channel, "target"> & Readonly<{ place: string }>;

/** Who is told of what, and whether that works. */
export function ChannelRow({ channel }: Readonly<{ channel: Shown }>) {
  const { id, name, place, failingSince, lastProblem, lastSentAt } = channel;
  const fetcher = useFetcher<Outcome>({ key: `alert ${id}` });
  useSuccessToast(fetcher.data);
  const busy = fetcher.state !== "idle";
  const submit = (intent: string) => fetcher.submit({ intent, channel: id }, { method: "post" });
  return (
    <Box borderBlockStartWidth="025" borderColor="border-secondary" paddingBlockStart="400">
      <InlineStack align="space-between" blockAlign="start" gap="300">
        <BlockStack gap="100">
          <InlineStack align="start" gap="200" blockAlign="center">
            <Text as="h3" fontWeight="medium">
              {name}
            </Text>
            <WordBadge
              words={
                failingSince
                  ? { label: "Not arriving", tone: "critical" }
                  : lastSentAt
                    ? { label: "Working", tone: "success" }
                    : { label: "Nothing sent yet" }
              }
            />
          </InlineStack>
          <Text as="p" tone="subdued" breakWord>
            {place}
          </Text>
          <Text as="p" tone="subdued">
            {channelText(channel)}
          </Text>
          {failingSince && (
            <Text as="p">
              {channelProblem(lastProblem ?? "")} Since <RelativeTime at={failingSince} />; tried
              again for a day.
            </Text>
          )}
          {fetcher.data && !fetcher.data.ok && !failingSince && (
            <InlineError fieldID={id} message={fetcher.data.problem} />
          )}
        </BlockStack>
        <InlineStack gap="200">
          <Button
            onClick={() => submit("test")}
            loading={busy && fetcher.formData?.get("intent") === "test"}
            disabled={busy}
            accessibilityLabel={`Send a test to ${name}`}
          >
            Send test
          </Button>
          <Button
            tone="critical"
            variant="tertiary"
            onClick={() => submit("remove")}
            disabled={busy}
            accessibilityLabel={`Remove ${name}`}
          >
            Remove
          </Button>
        </InlineStack>
      </InlineStack>
    </Box>
  );
}
