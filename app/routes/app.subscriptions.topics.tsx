import type {
  ActionFunctionArgs,
  HeadersFunction,
  LoaderFunctionArgs,
  MetaFunction,
} from "@remix-run/node";
import { useFetcher, useLoaderData, useNavigate, useRevalidator } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import {
  Badge,
  Banner,
  BlockStack,
  Box,
  Button,
  Checkbox,
  InlineStack,
  Page,
  Text,
} from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { useCallback, useState } from "react";
import { requireShop } from "#app/shop-session.server.ts";
import { describeFailure } from "#app/shopify-admin/admin-outcome.ts";
import { chooseTopics } from "#app/subscriptions/choose-topics.server.ts";
import {
  readSubscriptionsOverview,
  type SubscriptionsOverview,
} from "#app/subscriptions/subscription-queries.server.ts";
import { TOPIC_GROUPS } from "#app/subscriptions/topics.ts";
import { countOf } from "#app/ui/format.ts";
import { FormSection } from "#app/ui/form-section.tsx";
import { FormSaveBar } from "#app/ui/form-save-bar.tsx";
import { PageError } from "#app/ui/page-error.tsx";
import { type Outcome, useSuccessToast } from "#app/ui/use-outcome.tsx";

export const meta: MetaFunction = () => [{ title: "Choose topics" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId } = await requireShop(request);
  const { choices } = await readSubscriptionsOverview(shopId);
  return { choices };
}

export async function action({ request }: ActionFunctionArgs): Promise<Outcome> {
  const { shopId, actor } = await requireShop(request);
  const form = await request.formData();
  const topics = String(form.get("topics") ?? "")
    .split(",")
    .filter(Boolean);
  const outcome = await chooseTopics(shopId, topics, actor);
  switch (outcome.kind) {
    case "nothing-chosen":
      return { ok: false, problem: "Choose at least one topic." };
    case "unknown-topics":
      return { ok: false, problem: `Shopify has no topic ${outcome.topics.join(", ")}.` };
    case "chosen":
      return outcome.registration.kind === "settled"
        ? { ok: true, message: `${countOf(topics.length, "topic")} chosen` }
        : {
            ok: false,
            problem: `Your choice is saved, but ${describeFailure(outcome.registration.failure)}. Rollcall registers it with Shopify as soon as it can.`,
          };
  }
}

export default function ChooseTopics() {
  const { choices } = useLoaderData<typeof loader>();
  const before = choices.filter(({ chosen }) => chosen).map(({ topic }) => topic.topic);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set(before));
  const fetcher = useFetcher<typeof action>();
  const navigate = useNavigate();
  const goBack = useCallback(() => navigate("/app/subscriptions"), [navigate]);
  useSuccessToast(fetcher.data, goBack);

  const isSame = selected.size === before.length && before.every((topic) => selected.has(topic));
  const toggle = (topic: string) => {
    const changed = new Set(selected);
    if (!changed.delete(topic)) changed.add(topic);
    setSelected(changed);
  };
  const problem = fetcher.data && !fetcher.data.ok ? fetcher.data.problem : undefined;
  return (
    <Page
      title="Choose topics"
      subtitle="Rollcall receives and keeps only what you choose. A destination can narrow it further."
      backAction={{ content: "Subscriptions", url: "/app/subscriptions" }}
    >
      <FormSaveBar
        id="topics"
        dirty={!isSame}
        busy={fetcher.state !== "idle"}
        onSave={() => fetcher.submit({ topics: [...selected].join(",") }, { method: "post" })}
        onDiscard={() => setSelected(new Set(before))}
      />
      <BlockStack gap="400">
        {problem && (
          <Banner tone="critical" title="Not everything worked">
            <p>{problem}</p>
          </Banner>
        )}
        <BlockStack gap="600">
          {TOPIC_GROUPS.map((group) => (
            <FormSection key={group} title={group}>
              <BlockStack gap="200">
                {choices
                  .filter(({ topic }) => topic.group === group)
                  .map((choice) => (
                    <TopicChoice
                      key={choice.topic.topic}
                      choice={choice}
                      checked={selected.has(choice.topic.topic)}
                      onToggle={() => toggle(choice.topic.topic)}
                    />
                  ))}
              </BlockStack>
            </FormSection>
          ))}
        </BlockStack>
        <Box paddingBlockEnd="800" />
      </BlockStack>
    </Page>
  );
}

type Choice = SubscriptionsOverview["choices"][number];

function TopicChoice({
  choice,
  checked,
  onToggle,
}: Readonly<{ choice: Choice; checked: boolean; onToggle: () => void }>) {
  const { topic, missingScope } = choice;
  const shopify = useAppBridge();
  const { revalidate } = useRevalidator();
  const [problem, setProblem] = useState<string>();
  // Shopify itself asks the person; what was granted is registered by the news of it.
  const ask = async (scope: string) => {
    setProblem(undefined);
    try {
      const { result } = await shopify.scopes.request([scope]);
      if (result === "granted-all") revalidate();
    } catch {
      setProblem("Shopify did not ask for it. Try again, or grant it in the app’s settings.");
    }
  };
  return (
    <InlineStack align="space-between" blockAlign="start" gap="200">
      <Checkbox label={topic.title} helpText={topic.topic} checked={checked} onChange={onToggle} />
      {missingScope && (
        <BlockStack gap="100" inlineAlign="end">
          <Badge tone="attention">{`Needs ${missingScope}`}</Badge>
          <Button
            variant="plain"
            accessibilityLabel={`Ask for ${missingScope}, which ${topic.title} needs`}
            onClick={() => void ask(missingScope)}
          >
            Ask for it
          </Button>
          {problem && (
            <Text as="p" tone="critical" variant="bodySm">
              {problem}
            </Text>
          )}
        </BlockStack>
      )}
    </InlineStack>
  );
}

export function ErrorBoundary() {
  return <PageError what="the topics" backUrl="/app/subscriptions" />;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
