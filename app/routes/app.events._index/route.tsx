import type { HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Card, Page } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { listDestinations } from "#app/destinations/destination-queries.server.ts";
import { isId, readFilter } from "#app/event-log/event-filter.ts";
import { listEvents } from "#app/event-log/event-queries.server.ts";
import { requireShop } from "#app/shop-session.server.ts";
import { PageError } from "#app/ui/page-error.tsx";
import { EventFilters } from "./event-filters.tsx";
import { EventTable } from "./event-table.tsx";
import { NewEvents } from "./new-events.tsx";

/** Stands for the newest event where there is none yet. */
const BEFORE_ALL = "00000000-0000-0000-0000-000000000000";

export const meta: MetaFunction = () => [{ title: "Events" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId } = await requireShop(request);
  const params = new URL(request.url).searchParams;
  const before = params.get("before") ?? "";
  const filter = readFilter(params);
  const [page, destinations] = await Promise.all([
    listEvents(shopId, filter, isId(before) ? before : undefined, Date.now()),
    listDestinations(shopId),
  ]);
  return {
    ...page,
    filter,
    isFirst: !isId(before),
    destinations: destinations.map(({ id, name }) => ({ id, name })),
  };
}

export default function Events() {
  const { rows, next, lookedBackTo, filter, isFirst, destinations } =
    useLoaderData<typeof loader>();
  return (
    <Page title="Events" fullWidth>
      <Card padding="0">
        <EventFilters filter={filter} destinations={destinations} />
        <NewEvents newest={isFirst ? (rows[0]?.id ?? BEFORE_ALL) : undefined} filter={filter} />
        <EventTable
          rows={rows}
          next={next}
          isFirst={isFirst}
          lookedBackTo={lookedBackTo}
          filter={filter}
          destinations={destinations}
        />
      </Card>
    </Page>
  );
}

export function ErrorBoundary() {
  return <PageError what="the events" />;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
