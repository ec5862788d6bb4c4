import type { HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Card, IndexTable, Page, Text } from "@shopify/polaris";
import { PersonIcon } from "@shopify/polaris-icons";
import { boundary } from "@shopify/shopify-app-remix/server";
import {
  type ComplianceRequest,
  listComplianceRequests,
} from "#app/compliance/compliance-queries.server.ts";
import { requireShop } from "#app/shop-session.server.ts";
import { COMPLIANCE_TOPICS, complianceState, complianceText } from "#app/ui/compliance-words.ts";
import { DownloadButton } from "#app/ui/download-button.tsx";
import { NothingYet } from "#app/ui/empty-states.tsx";
import { PageError } from "#app/ui/page-error.tsx";
import { WordBadge } from "#app/ui/state-badge.tsx";
import { RelativeTime } from "#app/ui/time.tsx";

export const meta: MetaFunction = () => [{ title: "Personal data" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId } = await requireShop(request);
  const requests = await listComplianceRequests(shopId);
  return { requests: requests.map(shown) };
}

function shown({ id, topic, state, receivedAt, dueAt, ...counts }: ComplianceRequest) {
  const { eventsRead, eventsFound, eventsErased } = counts;
  return { id, topic, state, receivedAt, dueAt, eventsRead, eventsFound, eventsErased };
}

export default function PersonalData() {
  const { requests } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Personal data"
      subtitle="What Shopify asked for on behalf of your customers, and what was done"
    >
      <Card padding="0">
        {requests.length === 0 ? (
          <NothingYet icon={PersonIcon} title="No requests so far">
            When a customer asks for their data or to be forgotten, Shopify tells Rollcall, and what
            was done stands here. It never says who it was.
          </NothingYet>
        ) : (
          <IndexTable
            selectable={false}
            resourceName={{ singular: "request", plural: "requests" }}
            itemCount={requests.length}
            headings={[{ title: "Request" }, { title: "What was done" }, { title: "Report" }]}
          >
            {requests.map((request, position) => (
              <IndexTable.Row key={request.id} id={request.id} position={position}>
                <IndexTable.Cell className="rollcall-wrap">
                  <BlockStack>
                    <Text as="span" fontWeight="medium">
                      {COMPLIANCE_TOPICS[request.topic]}
                    </Text>
                    <Text as="span" tone="subdued" variant="bodySm">
                      <RelativeTime at={request.receivedAt} />, due{" "}
                      <RelativeTime at={request.dueAt} />
                    </Text>
                  </BlockStack>
                </IndexTable.Cell>
                <IndexTable.Cell className="rollcall-wrap">
                  <BlockStack gap="100" inlineAlign="start">
                    <WordBadge words={complianceState(request.state)} />
                    <Text as="span" variant="bodySm">
                      {complianceText(request)}
                    </Text>
                    {request.topic === "customers/data_request" && request.state === "done" && (
                      <DownloadButton
                        url={`/app/personal-data/${request.id}`}
                        file="personal-data.json"
                        label="Download the report"
                      />
                    )}
                  </BlockStack>
                </IndexTable.Cell>
              </IndexTable.Row>
            ))}
          </IndexTable>
        )}
      </Card>
    </Page>
  );
}

export function ErrorBoundary() {
  return <PageError what="the requests" />;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
