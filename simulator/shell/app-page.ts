import { randomBytes } from "node:crypto";
import { appAddress } from "./app-address.ts";
import type { FrameConfig } from "./client/frame-config.ts";
import { embeddedJson, html, type Html } from "./html.ts";
import { appPath, storeHandle } from "./layout.ts";
import type { ShellApp } from "./shell-options.ts";
import type { StoreView } from "./store-backend.ts";

const LOCALE = "en";

/**
 * The app in its frame. The frame's address is built from the page's own each
 * time, so that reloading the page reloads the app where it was, whatever its
 * client-side navigation did to the frame's address meanwhile.
 *
 * @param path of the app, with query, as it stands after the app's address here
 */
export function appBody(store: StoreView, app: ShellApp, path: string, idToken: string): Html {
  const address = appAddress(app, {
    shop: store.domain,
    path,
    idToken,
    locale: LOCALE,
    session: randomBytes(32).toString("hex"),
    timestamp: Math.floor(Date.now() / 1000),
  });
  return html`
    <div class="title-bar">
      <div id="title-breadcrumb"></div>
      <span class="app-name">${app.name}</span>
      <span id="title"></span>
      <div id="title-actions" class="buttons"></div>
    </div>
    <div id="loading-bar" role="progressbar" aria-label="Loading" hidden></div>
    <iframe
      id="app-frame"
      name="app-iframe"
      title="${app.name}"
      src="${address}"
      allow="clipboard-write; fullscreen"
    ></iframe>
  `;
}

/** What the page's script must know; it stands before the script. */
export function frameConfig(store: StoreView, app: ShellApp): Html {
  const config: FrameConfig = {
    appName: app.name,
    appOrigin: new URL(app.url).origin,
    storeName: store.name,
    base: appPath(store, app),
    api: `/shell/store/${storeHandle(store)}`,
    locale: LOCALE,
  };
  return html`<script type="application/json" id="frame-config">
    ${embeddedJson(config)}
  </script>`;
}
