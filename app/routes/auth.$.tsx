import type { LoaderFunctionArgs } from "@remix-run/node";
import { authenticate } from "#app/shopify.server.ts";

/** Shopify's session-token bounce and exit pages, answered by its library. */
export async function loader({ request }: LoaderFunctionArgs) {
  await authenticate.admin(request);
  return null;
}
