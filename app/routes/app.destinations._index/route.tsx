import type { HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Button, Card, Page } from "@shopify/polaris";
import { ConnectIcon } from "@shopify/polaris-icons";
import { boundary } from "@shopify/shopify-app-remix/server";
import { requireShop } from "#app/shop-session.server.ts";
import { NothingYet } from "#app/ui/empty-states.tsx";
import { PageError } from "#app/ui/page-error.tsx";
import { DestinationTable } from "./destination-table.tsx";
import { loadDestinations } from "./load-destinations.server.ts";

export const meta: MetaFunction = () => [{ title: "Destinations" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId } = await requireShop(request);
  return { destinations: await loadDestinations(shopId, Date.now()) };
}

export default function Destinations() {
  const { destinations } = useLoaderData<typeof loader>();
  const add = { content: "Add destination", url: "/app/destinations/new" };
  if (destinations.length === 0) {
    return (
      <Page title="Destinations">
        <Card>
          <NothingYet
            icon={ConnectIcon}
            title="Connect the first system"
            action={
              <Button variant="primary" url={add.url}>
                {add.content}
              </Button>
            }
          >
            A destination is a system that should get your store&rsquo;s events: your ERP, your
            warehouse, your CRM. Events are kept from now on and sent in order.
          </NothingYet>
        </Card>
      </Page>
    );
  }
  return (
    <Page title="Destinations" primaryAction={add}>
      <Card padding="0">
        <DestinationTable destinations={destinations} />
      </Card>
    </Page>
  );
}

export function ErrorBoundary() {
  return <PageError what="the destinations" />;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
