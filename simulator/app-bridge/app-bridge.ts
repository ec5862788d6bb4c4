/**
 * A stand-in for Shopify's App Bridge: the script that an embedded app loads
 * first. It gives the page the `shopify` object, the `ui-…` elements and the
 * authenticated `fetch` that the app's libraries count on, and speaks with the
 * simulator's admin shell instead of Shopify's admin.
 *
 * It changes nothing in the document before the app's framework has taken it
 * over: an element added to the head would make React throw the page away.
 */
import { wrapFetch } from "./authenticated-fetch.ts";
import { defineModalElement } from "./modal-element.ts";
import { defineNavAndTitleElements } from "./nav-and-title-elements.ts";
import { enterAdmin, mirrorLocation, mirrorTitle, relayOutwardNavigation } from "./navigation.ts";
import { defineSaveBarElement, watchSaveBarForms } from "./save-bar-element.ts";
import { answerBounce } from "./session-token.ts";
import { shell } from "./shell-link.ts";
import { shopifyGlobal } from "./shopify-global.ts";

function start(): void {
  Object.assign(window, { shopify: shopifyGlobal });
  relayOutwardNavigation();
  wrapFetch();
  if (enterAdmin() || answerBounce()) return;

  const style = new CSSStyleSheet();
  style.replaceSync(
    "ui-nav-menu, s-app-nav, ui-title-bar, ui-save-bar, ui-modal { display: none }",
  );
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];

  defineNavAndTitleElements();
  defineSaveBarElement();
  defineModalElement();
  watchSaveBarForms();
  // A page inside a modal is not the page that the address bar names.
  if (window.parent === shell) {
    mirrorLocation();
    mirrorTitle();
  }
}

// A framework may render the script element a second time.
if (!("shopify" in window)) start();
