import { appBody, frameConfig } from "./app-page.ts";
import { html, type Html } from "./html.ts";
import { appPath, renderDocument, renderPage, storePath, type Section } from "./layout.ts";
import type { ShellOptions } from "./shell-options.ts";
import { ORDER_CHANGES, StoreRefused, type StoreView } from "./store-backend.ts";
import {
  appSettingsBody,
  consentBody,
  homeBody,
  missingBody,
  orderBody,
  ordersBody,
  productsBody,
  refusedBody,
} from "./store-pages.ts";

export interface PageRequest {
  shop: string;
  /** What stands after `/store/{handle}`. */
  path: string;
  url: URL;
  form: URLSearchParams;
  isPost: boolean;
}

export type PageAnswer = { status: number; text: string } | { redirect: string };

/** Answers for every page of a store's admin. */
export async function answerPage(options: ShellOptions, request: PageRequest): Promise<PageAnswer> {
  const store = await options.backend.store(request.shop);
  if (store === undefined) {
    const body = html`<main class="page lone">${missingBody(request.shop)}</main>`;
    return { status: 404, text: renderDocument("Not here", body) };
  }
  try {
    return await answerStorePage(options, store, request);
  } catch (error) {
    if (!(error instanceof StoreRefused)) throw error;
    const input = { title: "Not possible", store, app: options.app, section: "home" } as const;
    return { status: 422, text: renderPage({ ...input, body: refusedBody(error.message) }) };
  }
}

async function answerStorePage(
  { app, backend }: ShellOptions,
  store: StoreView,
  request: PageRequest,
): Promise<PageAnswer> {
  const [, section = "", ...rest] = request.path.split("/");
  switch (section) {
    case "":
      return page("home", "Home", homeBody(store, app, await latestOrders()));
    case "orders":
      return orders(rest[0]);
    case "products":
      return products();
    case "oauth":
      return install();
    case "settings":
      return settings();
    case "apps":
      return appPage(rest);
    default:
      return missing();
  }

  function page(section: Section, title: string, body: Html, config?: Html): PageAnswer {
    const input = { title, store, app, section, body };
    const text = renderPage(config === undefined ? input : { ...input, frameConfig: config });
    return { status: 200, text };
  }

  function missing(): PageAnswer {
    const answer = page("home", "Not here", missingBody(request.path));
    return { ...answer, status: 404 } as PageAnswer;
  }

  async function latestOrders() {
    return backend.orders(request.shop);
  }

  async function orders(id: string | undefined): Promise<PageAnswer> {
    const here = storePath(store, "/orders");
    if (id === undefined || id === "") {
      if (request.isPost) {
        await backend.placeOrder(request.shop);
        return { redirect: here };
      }
      return page("orders", "Orders", ordersBody(store, await latestOrders()));
    }
    const change = ORDER_CHANGES.find((known) => known === request.form.get("change"));
    if (request.isPost && change !== undefined) {
      await backend.changeOrder(request.shop, id, change);
      return { redirect: `${here}/${id}` };
    }
    const order = await backend.order(request.shop, id);
    return order === undefined ? missing() : page("orders", order.name, orderBody(store, order));
  }

  async function products(): Promise<PageAnswer> {
    if (request.isPost) {
      const by = Number(request.form.get("by"));
      const item = request.form.get("item") ?? "";
      if (Number.isInteger(by)) await backend.adjustStock(request.shop, item, by);
      return { redirect: storePath(store, "/products") };
    }
    const list = await backend.products(request.shop);
    return page("products", "Products", productsBody(store, list));
  }

  async function install(): Promise<PageAnswer> {
    const asked = list(request.url.searchParams.get("scope"));
    const optional = list(request.url.searchParams.get("optional_scopes"));
    const required = asked.length > 0 ? asked : app.scopes;
    const granted = store.grantedScopes ?? [];
    const scopes = [...new Set([...required, ...optional, ...granted])];
    if (request.isPost) {
      await backend.grant(request.shop, list(request.form.get("scopes")));
      return { redirect: appPath(store, app) };
    }
    return page("app", `Install ${app.name}`, consentBody(store, app, scopes));
  }

  async function settings(): Promise<PageAnswer> {
    if (request.isPost) {
      await backend.uninstall(request.shop);
      return { redirect: storePath(store, "/settings/apps") };
    }
    return page("settings", "Apps", appSettingsBody(store, app));
  }

  async function appPage([name, ...path]: string[]): Promise<PageAnswer> {
    // The app is also found under its API key; libraries send it there.
    if (name !== app.handle && name !== app.apiKey) return missing();
    if (store.grantedScopes === null) return { redirect: storePath(store, "/oauth/install") };
    const idToken = await backend.idToken(request.shop);
    const wanted = `/${path.join("/")}${request.url.search}`;
    return page("app", app.name, appBody(store, app, wanted, idToken), frameConfig(store, app));
  }
}

function list(text: string | null): string[] {
  return (text ?? "").split(/[\s,]+/).filter((item) => item !== "");
}
