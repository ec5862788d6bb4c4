import type { HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Card, IndexTable, List, Page, Text } from "@shopify/polaris";
import { ConnectIcon } from "@shopify/polaris-icons";
import { boundary } from "@shopify/shopify-app-remix/server";
import { requireShop } from "#app/shop-session.server.ts";
import { readCallCounts } from "#app/shopify-admin/call-count-queries.server.ts";
import { readWatchFindings } from "#app/subscriptions/watch-finding-queries.server.ts";
import { readSubscriptionsOverview } from "#app/subscriptions/subscription-queries.server.ts";
import { NothingYet } from "#app/ui/empty-states.tsx";
import { formatNumber } from "#app/ui/format.ts";
import { PageError } from "#app/ui/page-error.tsx";
import { callText, failuresOf, failuresText, scopesLacking } from "#app/ui/shopify-api-words.ts";

const WEEK_MS = 7 * 86_400_000;

export const meta: MetaFunction = () => [{ title: "Shopify API" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId } = await requireShop(request);
  const [calls, findings, { rows }] = await Promise.all([
    readCallCounts(shopId, new Date(Date.now() - WEEK_MS)),
    readWatchFindings(shopId),
    readSubscriptionsOverview(shopId),
  ]);
  const refused = findings.some(({ cause }) => cause === "token-refused");
  return { calls, refused, lacking: scopesLacking(rows) };
}

export default function ShopifyApi() {
  const { calls, refused, lacking } = useLoaderData<typeof loader>();
  return (
    <Page title="Shopify API" subtitle="What Rollcall asks of Shopify, apart from what comes in">
      <BlockStack gap="400">
        <Card>
          <BlockStack gap="200">
            <Text as="h2" variant="headingMd">
              Access
            </Text>
            <Text as="p" {...(refused && { tone: "critical" })}>
              {refused
                ? "Shopify refuses the access of this store."
                : "Shopify accepts the access of this store."}
            </Text>
            {lacking.length === 0 ? (
              <Text as="p" tone="subdued">
                Every chosen topic has the permission that it needs.
              </Text>
            ) : (
              <List>
                {lacking.map(({ scope, text }) => (
                  <List.Item key={scope}>{text}</List.Item>
                ))}
              </List>
            )}
          </BlockStack>
        </Card>
        <Card padding="0">
          {calls.length === 0 ? (
            <NothingYet icon={ConnectIcon} title="No calls in the last 7 days">
              Rollcall compares subscriptions every 15 minutes; its calls are counted here.
            </NothingYet>
          ) : (
            <IndexTable
              selectable={false}
              resourceName={{ singular: "call", plural: "calls" }}
              itemCount={calls.length}
              headings={[
                { title: "Call, last 7 days" },
                { title: "Answered", alignment: "end" },
                { title: "Failed", alignment: "end" },
                { title: "Points", alignment: "end" },
              ]}
            >
              {calls.map(({ call, results, cost }, position) => (
                <IndexTable.Row key={call} id={call} position={position}>
                  <IndexTable.Cell className="rollcall-wrap">
                    <BlockStack>
                      <Text as="span" breakWord>
                        {callText(call)}
                      </Text>
                      <Text as="span" tone="subdued" variant="bodySm">
                        {failuresText(results)}
                      </Text>
                    </BlockStack>
                  </IndexTable.Cell>
                  {[results.success ?? 0, failuresOf(results), cost].map((count, column) => (
                    <IndexTable.Cell key={column}>
                      <Text as="span" numeric alignment="end">
                        {formatNumber(count)}
                      </Text>
                    </IndexTable.Cell>
                  ))}
                </IndexTable.Row>
              ))}
            </IndexTable>
          )}
        </Card>
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <PageError what="the calls" />;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
