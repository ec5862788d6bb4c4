import { html, type Html } from "./html.ts";
import type { ShellApp } from "./shell-options.ts";
import type { StoreView } from "./store-backend.ts";

export type Section = "home" | "orders" | "products" | "app" | "settings";

export interface PageInput {
  title: string;
  store: StoreView;
  app: ShellApp;
  section: Section;
  /** Set on the page that embeds the app: what its script must know. The frame fills the page. */
  frameConfig?: Html;
  body: Html;
}

/** The part of a shop's domain that names its store in the admin's addresses. */
export function storeHandle(store: Pick<StoreView, "domain">): string {
  return store.domain.replace(/\.myshopify\.com$/, "");
}

/** The address of a page of the store's admin. */
export function storePath(store: Pick<StoreView, "domain">, path = ""): string {
  return `/store/${storeHandle(store)}${path}`;
}

/** The address that the app is embedded at. */
export function appPath(store: Pick<StoreView, "domain">, app: ShellApp): string {
  return storePath(store, `/apps/${app.handle}`);
}

/** A whole page of a store's admin. */
export function renderPage({ title, store, app, section, frameConfig, body }: PageInput): string {
  const item = (name: Section, path: string, label: string) =>
    html`<li>
      <a href="${storePath(store, path)}" ${current(name === section)}>${label}</a>
    </li>`;
  return renderDocument(
    `${title} · ${store.name}`,
    html`
      <a class="skip" href="#main">Skip to content</a>
      <header class="top">
        <button
          id="menu-button"
          type="button"
          aria-label="Menu"
          aria-controls="nav"
          aria-expanded="false"
        >
          ☰
        </button>
        <a class="brand" href="${storePath(store)}">${store.name}</a>
        <span class="note">simulated store</span>
        <div id="save-bar" role="region" aria-label="Unsaved changes" hidden>
          <span>Unsaved changes</span>
          <div id="save-bar-buttons" class="buttons"></div>
        </div>
      </header>
      <div class="columns">
        <nav id="nav" aria-label="Admin">
          <ul>
            ${item("home", "", "Home")} ${item("orders", "/orders", "Orders")}
            ${item("products", "/products", "Products")}
          </ul>
          ${appNav({ store, app, section })}
          <ul class="last">
            ${item("settings", "/settings/apps", "Settings")}
          </ul>
        </nav>
        ${frameConfig}
        <script src="/shell/admin.js"></script>
        <main id="main" class="${frameConfig ? "frame" : "page"}" tabindex="-1">${body}</main>
      </div>
      <div id="toasts" role="status" aria-live="polite"></div>
    `,
  );
}

function appNav({ store, app, section }: Pick<PageInput, "store" | "app" | "section">): Html {
  const isInstalled = store.grantedScopes !== null;
  const href = isInstalled ? appPath(store, app) : storePath(store, "/oauth/install");
  return html`
    <h2>Apps</h2>
    <ul>
      <li>
        <a id="app-home" href="${href}" ${current(section === "app" && isInstalled)}
          >${isInstalled ? app.name : `Install ${app.name}`}</a
        >
        <ul id="app-nav"></ul>
      </li>
    </ul>
  `;
}

function current(is: boolean): Html | false {
  return is && html`aria-current="page"`;
}

/** A document without a store around it. */
export function renderDocument(title: string, body: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/static/fonts/inter/v4/styles.css" />
        <link rel="stylesheet" href="/shell/admin.css" />
      </head>
      <body>
        ${body}
      </body>
    </html> `.text;
}
