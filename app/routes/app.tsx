import type { HeadersFunction, LinksFunction, LoaderFunctionArgs } from "@remix-run/node";
import { Link, Outlet, useLoaderData, useLocation } from "@remix-run/react";
import { NavMenu } from "@shopify/app-bridge-react";
import polarisStyles from "@shopify/polaris/build/esm/styles.css?url";
import { AppProvider } from "@shopify/shopify-app-remix/react";
import { boundary } from "@shopify/shopify-app-remix/server";
import { config } from "#app/config.server.ts";
import { countUnresolved } from "#app/issues/issue-queries.server.ts";
import { openApp } from "#app/shops/open-app.server.ts";
import { readShop } from "#app/shops/shop-queries.server.ts";
import { formatNumber, knownTimeZone } from "#app/ui/format.ts";
import { PhoneProvider } from "#app/ui/narrow.tsx";
import { PageError } from "#app/ui/page-error.tsx";
import { PendingPage, usePendingPath } from "#app/ui/pending-page.tsx";
import { ShopTimeProvider } from "#app/ui/shop-context.tsx";
import { useLive } from "#app/ui/use-live.tsx";
import ownStyles from "#app/ui/rollcall.css?url";

export const links: LinksFunction = () => [
  { rel: "stylesheet", href: polarisStyles },
  { rel: "stylesheet", href: ownStyles },
];

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId, isNew } = await openApp(request);
  const [{ timezone }, issues] = await Promise.all([readShop(shopId), countUnresolved(shopId)]);
  const timeZone = knownTimeZone(timezone);
  const isPhone = /Mobi/.test(request.headers.get("user-agent") ?? "");
  return { apiKey: config.shopify.apiKey, timeZone, isNew, isPhone, issues, now: Date.now() };
}

export default function App() {
  const { apiKey, timeZone, isNew, isPhone, issues, now } = useLoaderData<typeof loader>();
  // What the page shows was read while the topics were still being registered.
  useLive(1_500, isNew);
  const { pathname } = useLocation();
  const pending = usePendingPath();
  return (
    // The script of App Bridge stands in the head of the document, where Shopify wants it.
    <AppProvider isEmbeddedApp={false} apiKey={apiKey}>
      <Navigation issues={issues} />
      <ShopTimeProvider now={now} timeZone={timeZone}>
        <PhoneProvider isPhone={isPhone}>
          <main>
            {pending !== undefined && pending !== pathname ? (
              <PendingPage path={pending} />
            ) : (
              <Outlet />
            )}
          </main>
        </PhoneProvider>
      </ShopTimeProvider>
    </AppProvider>
  );
}

/** In the admin's own navigation, also while a page cannot be shown. */
function Navigation({ issues = 0 }: Readonly<{ issues?: number }>) {
  return (
    <NavMenu>
      <Link to="/app" rel="home">
        Home
      </Link>
      <Link to="/app/issues">{issues > 0 ? `Issues (${formatNumber(issues)})` : "Issues"}</Link>
      <Link to="/app/events">Events</Link>
      <Link to="/app/destinations">Destinations</Link>
      <Link to="/app/completeness">Completeness</Link>
      <Link to="/app/subscriptions">Subscriptions</Link>
      <Link to="/app/shopify-api">Shopify API</Link>
      <Link to="/app/personal-data">Personal data</Link>
      <Link to="/app/api-tokens">API tokens</Link>
      <Link to="/app/activity">Activity</Link>
      <Link to="/app/settings">Settings</Link>
    </NavMenu>
  );
}

export function ErrorBoundary() {
  return (
    <AppProvider isEmbeddedApp={false} apiKey="">
      <Navigation />
      <PageError what="Rollcall" />
    </AppProvider>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
