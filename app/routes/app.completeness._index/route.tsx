import type {
  ActionFunctionArgs,
  HeadersFunction,
  LoaderFunctionArgs,
  MetaFunction,
} from "@remix-run/node";
import { useFetcher, useLoaderData } from "@remix-run/react";
import { Banner, BlockStack, Card, Page, Text } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { requireShop } from "#app/shop-session.server.ts";
import { PageError } from "#app/ui/page-error.tsx";
import { StatementList } from "#app/ui/statement-list.tsx";
import { useLive } from "#app/ui/use-live.tsx";
import { useSuccessToast } from "#app/ui/use-outcome.tsx";
import { compareNow, compareWindow, type CompareOutcome } from "./commands.server.ts";
import { DownloadReport } from "./download-report.tsx";
import { GapTable } from "./gap-table.tsx";
import { Limits } from "./limits.tsx";
import { loadCompleteness } from "./load-completeness.server.ts";
import { SweepTable } from "./sweep-table.tsx";
import { WindowForm } from "./window-form.tsx";

export const meta: MetaFunction = () => [{ title: "Completeness" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId } = await requireShop(request);
  return loadCompleteness(shopId, Date.now());
}

export async function action({ request }: ActionFunctionArgs): Promise<CompareOutcome> {
  const { shopId, actor } = await requireShop(request);
  const form = await request.formData();
  return form.get("intent") === "window"
    ? compareWindow(shopId, form, actor)
    : compareNow(shopId, actor);
}

const REFRESH_MS = 15_000;
const REFRESH_RUNNING_MS = 2_000;

export default function Completeness() {
  const { statements, sweeps, gaps, total, now } = useLoaderData<typeof loader>();
  const compare = useFetcher<typeof action>({ key: "compare" });
  useSuccessToast(compare.data);
  const isRunning = sweeps.some(({ state }) => state === "running");
  useLive(isRunning ? REFRESH_RUNNING_MS : REFRESH_MS);
  const problem = compare.data && !compare.data.ok ? compare.data.problem : undefined;
  return (
    <Page
      title="Completeness"
      subtitle="What Shopify's own records hold, against what arrived"
      primaryAction={{
        content: "Compare now",
        onAction: () => compare.submit({ intent: "now" }, { method: "post" }),
        loading: compare.state !== "idle",
      }}
    >
      <BlockStack gap="400">
        {problem && (
          <Banner tone="critical" title="That did not work">
            <p>{problem}</p>
          </Banner>
        )}
        <Card>
          <BlockStack gap="400">
            <BlockStack gap="100">
              <Text as="h2" variant="headingMd">
                What is proven
              </Text>
              <Text as="p" tone="subdued">
                Every 15 minutes Rollcall asks Shopify what has changed, and compares it with what
                arrived. Figures reach back seven days at most.
              </Text>
            </BlockStack>
            <StatementList statements={statements} />
            <DownloadReport at={now} />
          </BlockStack>
        </Card>
        <GapTable gaps={gaps} total={total} />
        <WindowForm />
        <SweepTable sweeps={sweeps} />
        <Limits />
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <PageError what="the comparison with Shopify" />;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
