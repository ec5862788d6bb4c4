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
import {
  readSubscriptionsOverview,
  type SubscriptionsOverview,
} from "#app/subscriptions/subscription-queries.server.ts";
import { readWatchFindings } from "#app/subscriptions/watch-finding-queries.server.ts";
import { countOf, formatNumber } from "#app/ui/format.ts";
import { PageError } from "#app/ui/page-error.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import { type Outcome, useSuccessToast } from "#app/ui/use-outcome.tsx";
import { checkNow, registerMissing } from "./commands.server.ts";
import { IncidentList } from "./incident-list.tsx";
import { SubscriptionTable } from "./subscription-table.tsx";
import { WatchFindings } from "./watch-findings.tsx";

export const meta: MetaFunction = () => [{ title: "Subscriptions" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId } = await requireShop(request);
  const [overview, findings] = await Promise.all([
    readSubscriptionsOverview(shopId),
    readWatchFindings(shopId),
  ]);
  const { rows, expected, registered, missing, scopeMissing, checkedAt, incidents } = overview;
  return { rows, expected, registered, missing, scopeMissing, checkedAt, incidents, findings };
}

export async function action({ request }: ActionFunctionArgs): Promise<Outcome> {
  const { shopId, actor } = await requireShop(request);
  const form = await request.formData();
  return form.get("intent") === "register" ? registerMissing(shopId, actor) : checkNow(shopId);
}

export default function Subscriptions() {
  const overview = useLoaderData<typeof loader>();
  const register = useFetcher<typeof action>({ key: "register" });
  const check = useFetcher<typeof action>({ key: "check" });
  useSuccessToast(register.data);
  useSuccessToast(check.data);

  const busy = register.state !== "idle" || check.state !== "idle";
  const submitCheck = () => check.submit({ intent: "check" }, { method: "post" });
  const checkAction = {
    content: "Check now",
    onAction: submitCheck,
    loading: check.state !== "idle",
    disabled: busy,
  };
  const problem = [register.data, check.data].find((outcome) => outcome && !outcome.ok);
  const topics = { content: "Choose topics", url: "/app/subscriptions/topics" };
  return (
    <Page
      title="Subscriptions"
      subtitle="What Shopify sends, against what it should"
      primaryAction={
        overview.missing > 0
          ? {
              content: "Register missing",
              onAction: () => register.submit({ intent: "register" }, { method: "post" }),
              loading: register.state !== "idle",
              disabled: busy,
            }
          : topics
      }
      secondaryActions={overview.missing > 0 ? [checkAction, topics] : [checkAction]}
    >
      <BlockStack gap="400">
        {problem && !problem.ok ? (
          <Banner tone="critical" title="That did not work">
            <p>{problem.problem}</p>
          </Banner>
        ) : (
          <State overview={overview} address={addressOf(overview.rows)} />
        )}
        {/* One banner at a time: what is missing comes first. */}
        {!problem && overview.missing === 0 && <WatchFindings findings={overview.findings} />}
        <Card padding="0">
          <SubscriptionTable rows={overview.rows} />
        </Card>
        <IncidentList incidents={overview.incidents} />
      </BlockStack>
    </Page>
  );
}

/** Where Shopify sends what is in order; all of them share it. */
function addressOf(rows: SubscriptionsOverview["rows"]): string | undefined {
  return (
    rows.find(({ state, problem }) => state === "registered" && problem === null)?.address ??
    undefined
  );
}

type Standing = Pick<
  SubscriptionsOverview,
  "expected" | "registered" | "missing" | "scopeMissing" | "checkedAt"
>;

function State({
  overview,
  address,
}: Readonly<{ overview: Standing; address: string | undefined }>) {
  const { expected, registered, missing, scopeMissing, checkedAt } = overview;
  if (missing > 0) {
    return (
      <Banner
        tone="critical"
        title={`${countOf(missing, "subscription is", "subscriptions are")} missing`}
      >
        <p>
          Shopify sends no events for {missing === 1 ? "it" : "them"} until{" "}
          {missing === 1 ? "it is" : "they are"} registered again.
        </p>
      </Banner>
    );
  }
  return (
    <Card>
      <BlockStack gap="100">
        <Text as="p" variant="headingMd">
          {formatNumber(registered)} of {formatNumber(expected)} registered
          {scopeMissing > 0 && `, ${formatNumber(scopeMissing)} waiting for a permission`}
        </Text>
        <Text as="p" tone="subdued">
          {address && <>Sent to {address}. </>}
          {checkedAt ? (
            <>
              Compared with Shopify <RelativeTime at={checkedAt} />. Rollcall compares them every 15
              minutes and registers what is missing.
            </>
          ) : (
            "Not compared with Shopify yet. Rollcall does so every 15 minutes."
          )}
        </Text>
      </BlockStack>
    </Card>
  );
}

export function ErrorBoundary() {
  return <PageError what="the subscriptions" />;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
