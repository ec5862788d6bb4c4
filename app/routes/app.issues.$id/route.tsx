import type {
  ActionFunctionArgs,
  HeadersFunction,
  LoaderFunctionArgs,
  MetaFunction,
} from "@remix-run/node";
import { useFetcher, useLoaderData } from "@remix-run/react";
import { Banner, BlockStack, Layout, Page } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { findIssue } from "#app/issues/issue-queries.server.ts";
import { acknowledgeIssue } from "#app/issues/issue-store.server.ts";
import { requireShop } from "#app/shop-session.server.ts";
import { issueAction, issueTitle } from "#app/ui/issue-words.ts";
import { NOT_FOUND, PageError } from "#app/ui/page-error.tsx";
import { useLive } from "#app/ui/use-live.tsx";
import { type Outcome, useSuccessToast } from "#app/ui/use-outcome.tsx";
import { IssueHistory } from "./issue-history.tsx";
import { IssueSummary } from "./issue-summary.tsx";
import { RunbookCard } from "./runbook-card.tsx";
import { runbookOf } from "./runbooks.server.ts";

const REFRESH_MS = 15_000;

export const meta: MetaFunction = () => [{ title: "Issue" }];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shopId } = await requireShop(request);
  const issue = await findIssue(shopId, params["id"] ?? "");
  if (!issue) throw new Response("", { status: NOT_FOUND });
  return { issue, runbook: runbookOf(issue.cause) };
}

export async function action({ request, params }: ActionFunctionArgs): Promise<Outcome> {
  const { shopId, actor } = await requireShop(request);
  return (await acknowledgeIssue(shopId, params["id"] ?? "", actor))
    ? { ok: true, message: "Acknowledged" }
    : { ok: false, problem: "It is not open any more. Reload the page to see how it stands." };
}

export default function Issue() {
  const { issue, runbook } = useLoaderData<typeof loader>();
  const fetcher = useFetcher<typeof action>();
  useSuccessToast(fetcher.data);
  useLive(REFRESH_MS);
  const isOpen = issue.state === "open" || issue.state === "reopened";
  return (
    <Page
      title={issueTitle(issue)}
      backAction={{ content: "Issues", url: "/app/issues" }}
      {...(issue.state !== "resolved" && { primaryAction: issueAction(issue) })}
      secondaryActions={
        isOpen
          ? [
              {
                content: "Acknowledge",
                helpText: "Tells the others that you take care of it",
                onAction: () => fetcher.submit({}, { method: "post" }),
                loading: fetcher.state !== "idle",
              },
            ]
          : []
      }
    >
      <BlockStack gap="400">
        {fetcher.data && !fetcher.data.ok && (
          <Banner tone="critical" title="That did not work">
            <p>{fetcher.data.problem}</p>
          </Banner>
        )}
        <Layout>
          <Layout.Section>
            <BlockStack gap="400">
              <IssueSummary issue={issue} />
              <RunbookCard runbook={runbook} />
            </BlockStack>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <IssueHistory transitions={issue.transitions} />
          </Layout.Section>
        </Layout>
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <PageError what="issue" backUrl="/app/issues" />;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
