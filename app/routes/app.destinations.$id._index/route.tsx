import {
  type ActionFunctionArgs,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from "@remix-run/node";
import { useFetcher, useLoaderData } from "@remix-run/react";
import { Banner, BlockStack, Card, Layout, Page, Text } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { useState } from "react";
import { requireShop } from "#app/shop-session.server.ts";
import { destinationHealth, heldBack, standstill } from "#app/ui/destination-words.ts";
import { countOf } from "#app/ui/format.ts";
import { NOT_FOUND, PageError } from "#app/ui/page-error.tsx";
import { WordBadge } from "#app/ui/state-badge.tsx";
import { TestEvent } from "#app/ui/test-event.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import { useLive } from "#app/ui/use-live.tsx";
import { useSuccessToast } from "#app/ui/use-outcome.tsx";
import { AttemptTable } from "./attempt-table.tsx";
import { commandDestination } from "./commands.server.ts";
import { DeleteDialog } from "./delete-dialog.tsx";
import { DestinationFigures } from "./destination-figures.tsx";
import { DestinationSettings } from "./destination-settings.tsx";
import { loadDestination } from "./load-destination.server.ts";

const REFRESH_MS = 5_000;

export const meta: MetaFunction = () => [{ title: "Destination" }];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shopId } = await requireShop(request);
  const loaded = await loadDestination(shopId, params["id"] ?? "", Date.now());
  if (!loaded) throw new Response("", { status: NOT_FOUND });
  return loaded;
}

export async function action({ request, params }: ActionFunctionArgs) {
  const shop = await requireShop(request);
  const intent = String((await request.formData()).get("intent") ?? "");
  const outcome = await commandDestination(shop, params["id"] ?? "", intent);
  if (!outcome) throw new Response("", { status: NOT_FOUND });
  if (intent === "delete" && outcome.kind === "done" && outcome.ok) {
    return redirect("/app/destinations");
  }
  return outcome;
}

export default function Destination() {
  const { destination, figures, latency, attempts } = useLoaderData<typeof loader>();
  const change = useFetcher<typeof action>({ key: `change ${destination.id}` });
  const test = useFetcher<typeof action>({ key: `test saved ${destination.id}` });
  const [deleting, setDeleting] = useState(false);
  useLive(REFRESH_MS, !deleting);
  const outcome = change.data?.kind === "done" ? change.data : undefined;
  useSuccessToast(outcome);

  const stands = standstill(destination.state, destination.stateReason);
  const held = figures.held && { ...heldBack(figures.held.reason), until: figures.held.until };
  const intent = destination.state === "active" ? "pause" : "resume";
  const submit = (name: string) => change.submit({ intent: name }, { method: "post" });
  return (
    <Page
      title={destination.name}
      titleMetadata={<WordBadge words={destinationHealth(figures)} />}
      subtitle={destination.place}
      backAction={{ content: "Destinations", url: "/app/destinations" }}
      primaryAction={{
        content: intent === "pause" ? "Pause" : "Resume",
        onAction: () => submit(intent),
        loading: change.state !== "idle",
      }}
      secondaryActions={[
        ...(destination.hasFields
          ? [{ content: "Set-up and fields", url: `/app/destinations/${destination.id}/fields` }]
          : []),
        { content: "Edit", url: `/app/destinations/${destination.id}/edit` },
        { content: "Delete", destructive: true, onAction: () => setDeleting(true) },
      ]}
    >
      <BlockStack gap="400">
        {stands && (
          <Banner
            tone={destination.state === "disabled" ? "critical" : "info"}
            title={stands.title}
          >
            <p>
              {stands.text}
              {figures.waiting > 0 &&
                ` ${countOf(figures.waiting, "delivery is", "deliveries are")} waiting.`}
            </p>
          </Banner>
        )}
        {!stands && held && (
          <Banner tone="warning" title={held.title}>
            <p>
              {held.text} Next try <RelativeTime at={held.until} />.
              {figures.waiting > 0 &&
                ` ${countOf(figures.waiting, "delivery is", "deliveries are")} waiting.`}
            </p>
          </Banner>
        )}
        {outcome && !outcome.ok && !stands && (
          <Banner tone="critical" title="That did not work">
            <p>{outcome.problem}</p>
          </Banner>
        )}
        <DestinationFigures figures={figures} latency={latency} id={destination.id} />
        <Layout>
          <Layout.Section>
            <AttemptTable attempts={attempts} />
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <BlockStack gap="400">
              <DestinationSettings destination={destination} />
              <Card>
                <BlockStack gap="300">
                  <Text as="h2" variant="headingMd">
                    Test
                  </Text>
                  <TestEvent
                    onSend={() => test.submit({ intent: "test" }, { method: "post" })}
                    busy={test.state !== "idle"}
                    result={test.data?.kind === "tested" ? test.data.result : undefined}
                  />
                </BlockStack>
              </Card>
            </BlockStack>
          </Layout.Section>
        </Layout>
      </BlockStack>
      <DeleteDialog
        open={deleting}
        name={destination.name}
        waiting={figures.waiting}
        busy={change.state !== "idle"}
        onClose={() => setDeleting(false)}
        onDelete={() => submit("delete")}
      />
    </Page>
  );
}

export function ErrorBoundary() {
  return <PageError what="destination" backUrl="/app/destinations" />;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
