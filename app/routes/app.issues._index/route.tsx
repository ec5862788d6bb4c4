import type { HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData, useNavigate } from "@remix-run/react";
import { Card, Page, Tabs } from "@shopify/polaris";
import { CheckCircleIcon } from "@shopify/polaris-icons";
import { boundary } from "@shopify/shopify-app-remix/server";
import { listIssues } from "#app/issues/issue-queries.server.ts";
import { requireShop } from "#app/shop-session.server.ts";
import { NothingYet } from "#app/ui/empty-states.tsx";
import { PageError } from "#app/ui/page-error.tsx";
import { useLive } from "#app/ui/use-live.tsx";
import { IssueTable } from "./issue-table.tsx";

const REFRESH_MS = 15_000;

export const meta: MetaFunction = () => [{ title: "Issues" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId } = await requireShop(request);
  const which =
    new URL(request.url).searchParams.get("state") === "resolved" ? "resolved" : "unresolved";
  return { which, issues: await listIssues(shopId, which) };
}

const TABS = [
  { id: "unresolved", content: "Open", panelID: "issues", search: "" },
  { id: "resolved", content: "Resolved", panelID: "issues", search: "?state=resolved" },
];

export default function Issues() {
  const { which, issues } = useLoaderData<typeof loader>();
  const navigate = useNavigate();
  useLive(REFRESH_MS);
  const selected = which === "resolved" ? 1 : 0;
  return (
    <Page title="Issues" subtitle="What needs somebody, the gravest first">
      <Card padding="0">
        <Tabs
          tabs={TABS}
          selected={selected}
          onSelect={(index) => navigate({ search: TABS[index]?.search ?? "" })}
        />
        <div id="issues" role="tabpanel" aria-labelledby={TABS[selected]?.id}>
          {issues.length > 0 ? (
            <IssueTable issues={issues} />
          ) : which === "unresolved" ? (
            <NothingYet icon={CheckCircleIcon} title="No open issues">
              When a system does not take events, or Shopify does not send some, it stands here with
              what to do about it. Rollcall looks every minute.
            </NothingYet>
          ) : (
            <NothingYet icon={CheckCircleIcon} title="Nothing has been resolved yet">
              An issue moves here by itself when its cause is gone.
            </NothingYet>
          )}
        </div>
      </Card>
    </Page>
  );
}

export function ErrorBoundary() {
  return <PageError what="the issues" />;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
