import { Badge, BlockStack, Button, Card, Icon, InlineStack, Text } from "@shopify/polaris";
import { CheckCircleIcon } from "@shopify/polaris-icons";
import { countOf } from "#app/ui/format.ts";
import type { LoadedHome } from "./load-home.server.ts";

type Guide = NonNullable<LoadedHome["guide"]>;
type GuideStep = Readonly<{
  title: string;
  text: string;
  done: boolean;
  action?: Readonly<{ content: string; url: string }>;
}>;

/** What a new shop does, in order, until its first event has been delivered. */
export function SetupGuide({ guide }: Readonly<{ guide: Guide }>) {
  const steps = stepsOf(guide);
  const done = steps.filter((step) => step.done).length;
  const next = steps.find((step) => !step.done);
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack gap="200" blockAlign="center">
          <Text as="h2" variant="headingMd">
            Set up
          </Text>
          <Badge>{`${done} of ${steps.length} done`}</Badge>
        </InlineStack>
        <ol className="rollcall-guide">
          {steps.map((step) => (
            <li key={step.title}>
              <span className="rollcall-step-icon">
                {step.done ? (
                  <Icon source={CheckCircleIcon} tone="success" accessibilityLabel="Done" />
                ) : (
                  <span className="rollcall-todo" role="img" aria-label="To do" />
                )}
              </span>
              <BlockStack gap="100" inlineAlign="start">
                <Text as="p" fontWeight={step === next ? "semibold" : "regular"}>
                  {step.title}
                </Text>
                <Text as="p" tone="subdued">
                  {step.text}
                </Text>
                {step.action &&
                  (step === next ? (
                    <Button variant="primary" url={step.action.url}>
                      {step.action.content}
                    </Button>
                  ) : (
                    <Button variant="plain" url={step.action.url}>
                      {step.action.content}
                    </Button>
                  ))}
              </BlockStack>
            </li>
          ))}
        </ol>
      </BlockStack>
    </Card>
  );
}

function stepsOf({ topics, destination, tested }: Guide): GuideStep[] {
  const connect = { content: "Connect a destination", url: "/app/destinations/new" };
  return [
    {
      title: "Receive events from Shopify",
      text:
        topics > 0
          ? `${countOf(topics, "topic is", "topics are")} registered, so events are being kept already.`
          : "The topics are being registered with Shopify.",
      done: topics > 0,
      action: { content: "Choose topics", url: "/app/subscriptions/topics" },
    },
    {
      title: "Connect a destination",
      text: "The system that should get the events: your ERP, your warehouse, your CRM.",
      done: destination !== undefined,
      ...(destination === undefined && { action: connect }),
    },
    {
      title: "Send a test event",
      text: "See what the system answers before a real order depends on it.",
      done: tested,
      ...(destination !== undefined &&
        !tested && {
          action: { content: "Open the destination", url: `/app/destinations/${destination}` },
        }),
    },
    {
      title: "First event delivered",
      text: "Place an order or change a product in your store.",
      done: false,
    },
  ];
}
