import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Page, Text } from "@shopify/polaris";
import { authenticate } from "#app/shopify.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { session } = await authenticate.admin(request);
  return { shop: session.shop };
}

export default function Home() {
  const { shop } = useLoaderData<typeof loader>();
  return (
    <Page title="Sync health">
      <Text as="p">{shop}</Text>
    </Page>
  );
}
