import type {
  ActionFunctionArgs,
  HeadersFunction,
  LoaderFunctionArgs,
  MetaFunction,
} from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Layout, Page } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { useState } from "react";
import { revealPayload } from "#app/event-log/reveal-payload.server.ts";
import { requireShop } from "#app/shop-session.server.ts";
import { NOT_FOUND, PageError } from "#app/ui/page-error.tsx";
import { ReplayDialog } from "#app/ui/replay-dialog.tsx";
import { SourceBadge } from "#app/ui/state-badge.tsx";
import { useLive } from "#app/ui/use-live.tsx";
import { resourceText, topicTitle } from "#app/ui/words.ts";
import { EventFacts } from "./event-facts.tsx";
import { EventTimeline } from "./event-timeline.tsx";
import { loadEvent } from "./load-event.server.ts";
import { OtherEvents } from "./other-events.tsx";
import { PayloadCard } from "./payload-card.tsx";
import { ReceiptsCard } from "./receipts-card.tsx";

/** While something is on its way. */
const REFRESH_MS = 3_000;

export const meta: MetaFunction = () => [{ title: "Event" }];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shopId } = await requireShop(request);
  const loaded = await loadEvent(shopId, params["id"] ?? "");
  if (!loaded) throw new Response("", { status: NOT_FOUND });
  return loaded;
}

/** Reveals the payload; who saw it is noted. */
export async function action({ request, params }: ActionFunctionArgs) {
  const { shopId, actor } = await requireShop(request);
  const revealed = await revealPayload(shopId, params["id"] ?? "", actor);
  if (!revealed) throw new Response("", { status: NOT_FOUND });
  return revealed;
}

export default function Event() {
  const { event, payload, receipts, others, isStale, deliveries, destinations } =
    useLoaderData<typeof loader>();
  const [replaying, setReplaying] = useState(false);
  useLive(
    REFRESH_MS,
    deliveries.some(({ state }) => state === "pending"),
  );
  const about = resourceText(event);
  const title = topicTitle(event.topic);
  return (
    <Page
      title={about.title === title ? title : `${title}: ${about.title}`}
      titleMetadata={<SourceBadge source={event.source} />}
      backAction={{ content: "Events", url: "/app/events" }}
      primaryAction={{
        content: "Replay",
        onAction: () => setReplaying(true),
        disabled: destinations.length === 0 || payload.kind === "erased",
      }}
      secondaryActions={
        about.adminUrl
          ? [{ content: "View in Shopify", url: about.adminUrl, target: "_top" as const }]
          : []
      }
    >
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            <EventTimeline
              event={event}
              receipts={receipts}
              deliveries={deliveries}
              destinations={destinations}
            />
            <PayloadCard event={event} payload={payload} destinations={destinations} />
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <BlockStack gap="400">
            <EventFacts event={event} isStale={isStale} />
            <ReceiptsCard receipts={receipts} />
            <OtherEvents about={about.title} others={others} destinations={destinations} />
          </BlockStack>
        </Layout.Section>
      </Layout>
      <ReplayDialog
        open={replaying}
        onClose={() => setReplaying(false)}
        eventIds={[event.id]}
        destinations={destinations}
        suggested={notArrived(deliveries)}
        stale={isStale}
      />
    </Page>
  );
}

/** Destinations whose newest delivery of the event has not succeeded. */
function notArrived(deliveries: readonly { destinationId: string; state: string }[]): string[] {
  const newest = new Map(deliveries.map(({ destinationId, state }) => [destinationId, state]));
  return [...newest].flatMap(([id, state]) => (state === "delivered" ? [] : [id]));
}

export function ErrorBoundary() {
  return <PageError what="event" backUrl="/app/events" />;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
