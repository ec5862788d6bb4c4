import {
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  useRouteLoaderData,
} from "@remix-run/react";
import { config } from "#app/config.server.ts";

/** Where Shopify serves App Bridge; it must be this address, and always the newest. */
const APP_BRIDGE = "https://cdn.shopify.com/shopifycloud/app-bridge.js";

export function loader() {
  return { apiKey: config.shopify.apiKey };
}

/** The API key does not change while a page is open. */
export const shouldRevalidate = () => false;

export default function Root() {
  const data = useRouteLoaderData<typeof loader>("root");
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        {/* First of all scripts, in the head: Shopify asks for both. */}
        {data && <script src={APP_BRIDGE} data-api-key={data.apiKey} />}
        {/* The admin's own typeface, from where the admin has it already. */}
        <link rel="preconnect" href="https://cdn.shopify.com/" />
        <link rel="stylesheet" href="https://cdn.shopify.com/static/fonts/inter/v4/styles.css" />
        <Meta />
        <Links />
      </head>
      <body>
        <Outlet />
        <ScrollRestoration />
        <Scripts />
      </body>
    </html>
  );
}
