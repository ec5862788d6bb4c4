import type { HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData, useNavigate } from "@remix-run/react";
import { BlockStack, Card, IndexTable, Link, Page, Tabs, Text } from "@shopify/polaris";
import { ClockIcon } from "@shopify/polaris-icons";
import { boundary } from "@shopify/shopify-app-remix/server";
import { type AuditView, listAudit } from "#app/audit-queries.server.ts";
import { isId } from "#app/event-log/event-filter.ts";
import { requireShop } from "#app/shop-session.server.ts";
import { activityText, activityUrl } from "#app/ui/activity-words.ts";
import { NothingYet } from "#app/ui/empty-states.tsx";
import { useIsNarrow } from "#app/ui/narrow.tsx";
import { PageError } from "#app/ui/page-error.tsx";
import { RelativeTime } from "#app/ui/time.tsx";

const PAGE_SIZE = 50;

export const meta: MetaFunction = () => [{ title: "Activity" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId, actor } = await requireShop(request);
  const params = new URL(request.url).searchParams;
  const asked = params.get("who");
  const who = asked === "people" || asked === "app" ? asked : undefined;
  const before = params.get("before") ?? "";
  const isFirst = !isId(before);
  const rows = await listAudit(shopId, who, isFirst ? undefined : before, PAGE_SIZE + 1);
  const entries = rows.slice(0, PAGE_SIZE);
  const next = rows.length > PAGE_SIZE ? entries.at(-1)?.id : undefined;
  return { who, me: actor, entries, isFirst, next };
}

const TABS = [
  { id: "all", content: "Everything", panelID: "activity" },
  { id: "people", content: "By people", panelID: "activity" },
  { id: "app", content: "By Rollcall", panelID: "activity" },
];

export default function Activity() {
  const { who, me, entries, isFirst, next } = useLoaderData<typeof loader>();
  const navigate = useNavigate();
  const isNarrow = useIsNarrow();
  const search = (params: Readonly<Record<string, string | undefined>>) => {
    const known = Object.entries({ who, ...params }).filter(
      ([, value]) => value && value !== "all",
    );
    return { search: new URLSearchParams(known as [string, string][]).toString() };
  };
  const selected = Math.max(
    0,
    TABS.findIndex(({ id }) => id === who),
  );
  return (
    <Page title="Activity" subtitle="What people did in Rollcall, and what it did by itself">
      <Card padding="0">
        <Tabs
          tabs={TABS}
          selected={selected}
          onSelect={(index) => navigate(search({ who: TABS[index]?.id }))}
        />
        <div id="activity" role="tabpanel" aria-labelledby={TABS[selected]?.id}>
          {entries.length === 0 ? (
            <NothingYet icon={ClockIcon} title="Nothing here yet">
              Replays, pauses, changes and revealed data are kept here with who did it and when.
            </NothingYet>
          ) : (
            <IndexTable
              selectable={false}
              condensed={isNarrow}
              resourceName={{ singular: "entry", plural: "entries" }}
              itemCount={entries.length}
              headings={[{ title: "When" }, { title: "What" }, { title: "Who" }]}
              pagination={{
                hasPrevious: !isFirst,
                onPrevious: () => navigate(search({ before: undefined })),
                previousTooltip: "Newest",
                hasNext: next !== undefined,
                onNext: () => navigate(search({ before: next })),
                nextTooltip: "Older",
              }}
            >
              {entries.map((entry, position) => (
                <IndexTable.Row key={entry.id} id={entry.id} position={position}>
                  {isNarrow ? (
                    <div className="rollcall-list-item">
                      <What entry={entry} />
                      <Text as="span" tone="subdued" variant="bodySm">
                        <RelativeTime at={entry.at} /> · {actorText(entry.actor, me)}
                      </Text>
                    </div>
                  ) : (
                    <>
                      <IndexTable.Cell>
                        <Text as="span" tone="subdued">
                          <RelativeTime at={entry.at} />
                        </Text>
                      </IndexTable.Cell>
                      <IndexTable.Cell>
                        <What entry={entry} />
                      </IndexTable.Cell>
                      <IndexTable.Cell>{actorText(entry.actor, me)}</IndexTable.Cell>
                    </>
                  )}
                </IndexTable.Row>
              ))}
            </IndexTable>
          )}
        </div>
      </Card>
    </Page>
  );
}

function What({ entry }: Readonly<{ entry: Pick<AuditView, "action" | "subject"> }>) {
  const url = activityUrl(entry.action, entry.subject);
  const text = (
    <Text as="span" fontWeight="medium">
      {activityText(entry.action)}
    </Text>
  );
  return (
    <BlockStack>
      {url ? (
        <Link url={url} dataPrimaryLink monochrome removeUnderline>
          {text}
        </Link>
      ) : (
        text
      )}
    </BlockStack>
  );
}

function actorText(actor: string, me: string): string {
  if (actor === "rollcall") return "Rollcall";
  return actor === me ? "You" : `Staff member ${actor}`;
}

export function ErrorBoundary() {
  return <PageError what="the activity" />;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
