import type { HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Card, InlineGrid, Page, Text } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { requireShop } from "#app/shop-session.server.ts";
import { HourlyChart } from "#app/ui/hourly-chart.tsx";
import { PageError } from "#app/ui/page-error.tsx";
import { useLive } from "#app/ui/use-live.tsx";
import { CompletenessCard } from "./completeness-card.tsx";
import { DestinationsCard } from "./destinations-card.tsx";
import { HomeFigures } from "./home-figures.tsx";
import { loadHome } from "./load-home.server.ts";
import { SetupGuide } from "./setup-guide.tsx";
import { SubscriptionsCard } from "./subscriptions-card.tsx";
import { VerdictCard } from "./verdict-card.tsx";

const REFRESH_MS = 10_000;
const CHART_HOURS = 24;

export const meta: MetaFunction = () => [{ title: "Sync health" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId } = await requireShop(request);
  return loadHome(shopId, Date.now());
}

export default function Home() {
  const home = useLoaderData<typeof loader>();
  useLive(REFRESH_MS);
  // Before the first event there is nothing that figures could show.
  const isNew = home.guide !== undefined && !home.hours.some(({ received }) => received > 0);
  return (
    <Page title="Sync health">
      <BlockStack gap="400">
        <VerdictCard verdict={home.verdict} isQuiet={home.guide !== undefined} />
        {home.guide && <SetupGuide guide={home.guide} />}
        {!isNew && <CompletenessCard statements={home.statements} />}
        {!isNew && <HomeFigures hours={home.hours} destinations={home.destinations} />}
        {!isNew && (
          <Card>
            <BlockStack gap="400">
              <Text as="h2" variant="headingMd">
                Last 24 hours
              </Text>
              <HourlyChart hours={home.hours.slice(-CHART_HOURS)} />
            </BlockStack>
          </Card>
        )}
        <InlineGrid columns={{ xs: 1, md: 2 }} gap="400">
          <SubscriptionsCard subscriptions={home.subscriptions} />
          <DestinationsCard destinations={home.destinations} />
        </InlineGrid>
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <PageError what="the figures" />;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
