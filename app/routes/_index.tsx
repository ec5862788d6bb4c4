import { type LoaderFunctionArgs, redirect } from "@remix-run/node";

/** The app lives inside Shopify's admin; its own address leads there with whatever it was given. */
export function loader({ request }: LoaderFunctionArgs) {
  return redirect(`/app${new URL(request.url).search}`);
}
