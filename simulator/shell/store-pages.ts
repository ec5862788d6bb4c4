import { html, type Html } from "./html.ts";
import { storePath } from "./layout.ts";
import { scopeInWords } from "./scope-words.ts";
import type { ShellApp } from "./shell-options.ts";
import {
  ORDER_CHANGES,
  type OrderChange,
  type OrderView,
  type ProductView,
  type StoreView,
} from "./store-backend.ts";

const CHANGE_LABELS: Record<OrderChange, string> = {
  edit: "Add a note",
  pay: "Mark as paid",
  fulfill: "Fulfil items",
  refund: "Refund",
  cancel: "Cancel order",
};

/** Every store there is. */
export function storesBody(stores: StoreView[]): Html {
  return html`<main class="page lone">
    <h1>Stores</h1>
    <ul class="card">
      ${stores.map((store) => html`<li><a href="${storePath(store)}">${store.name}</a></li>`)}
    </ul>
  </main>`;
}

/** A store's first page. */
export function homeBody(store: StoreView, app: ShellApp, orders: OrderView[]): Html {
  const text = store.grantedScopes === null ? `Install ${app.name}` : `Open ${app.name}`;
  return html`
    <h1>${store.name}</h1>
    <section class="card">
      <h2>${app.name}</h2>
      <p><a class="button primary" href="${storePath(store, `/apps/${app.handle}`)}">${text}</a></p>
    </section>
    <section class="card">
      <h2>Latest orders</h2>
      ${orderTable(store, orders.slice(0, 5))}
      <p>${placeOrderForm(store)}</p>
    </section>
  `;
}

/** The store's orders, newest first. */
export function ordersBody(store: StoreView, orders: OrderView[]): Html {
  return html`
    <div class="heading">
      <h1>Orders</h1>
      ${placeOrderForm(store)}
    </div>
    <section class="card">${orderTable(store, orders)}</section>
  `;
}

function placeOrderForm(store: StoreView): Html {
  return html`<form method="post" action="${storePath(store, "/orders")}">
    <button class="primary">Place order</button>
  </form>`;
}

function orderTable(store: StoreView, orders: OrderView[]): Html {
  if (orders.length === 0) return html`<p>No orders yet.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Orders">
    <table>
      <thead>
        <tr>
          <th>Order</th>
          <th>Date</th>
          <th>Customer</th>
          <th class="number">Total</th>
          <th>Payment</th>
          <th>Fulfilment</th>
        </tr>
      </thead>
      <tbody>
        ${orders.map(
          (order) =>
            html`<tr>
              <td><a href="${storePath(store, `/orders/${order.id}`)}">${order.name}</a></td>
              <td>${timeOf(order.createdAt)}</td>
              <td>${order.customer ?? "No customer"}</td>
              <td class="number">${order.total}</td>
              <td>${badge(order.cancelled ? "cancelled" : order.financialStatus)}</td>
              <td>${badge(order.fulfillmentStatus)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** One order, and what can be done with it. */
export function orderBody(store: StoreView, order: OrderView): Html {
  const path = storePath(store, `/orders/${order.id}`);
  return html`
    <p><a href="${storePath(store, "/orders")}">Orders</a></p>
    <div class="heading">
      <h1>${order.name}</h1>
      ${badge(order.cancelled ? "cancelled" : order.financialStatus)}
      ${badge(order.fulfillmentStatus)}
    </div>
    <section class="card">
      <p>${timeOf(order.createdAt)}, ${order.customer ?? "no customer"}</p>
      <ul>
        ${order.items.map((item) => html`<li>${item.quantity} × ${item.title} (${item.sku})</li>`)}
      </ul>
      <p>Total ${order.total}</p>
      <form method="post" action="${path}" class="buttons">
        ${ORDER_CHANGES.map(
          (change) =>
            html`<button name="change" value="${change}">${CHANGE_LABELS[change]}</button>`,
        )}
      </form>
    </section>
  `;
}

/** The store's products with their stock. */
export function productsBody(store: StoreView, products: ProductView[]): Html {
  const rows = products.flatMap((product) =>
    product.variants.map((variant) => ({ product, variant })),
  );
  return html`
    <h1>Products</h1>
    <section class="card">
      <div class="scroll" tabindex="0" role="region" aria-label="Products">
        <table>
          <thead>
            <tr>
              <th>Product</th>
              <th class="number">Available</th>
              <th>SKU</th>
              <th>Status</th>
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              ({ product, variant }) =>
                html`<tr id="${product.id}">
                  <td>${nameOf(product, variant)}</td>
                  <td class="number">
                    <form method="post" action="${storePath(store, "/products")}" class="stepper">
                      <input type="hidden" name="item" value="${variant.inventoryItemId}" />
                      <button name="by" value="-1" aria-label="One less ${variant.sku}">−</button>
                      <output>${variant.available}</output>
                      <button name="by" value="1" aria-label="One more ${variant.sku}">+</button>
                    </form>
                  </td>
                  <td>${variant.sku}</td>
                  <td>${badge(product.status)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>
  `;
}

/** A product without variants has one all the same, called "Default Title". */
function nameOf(product: ProductView, { title }: ProductView["variants"][number]): string {
  return title === "Default Title" ? product.title : `${product.title}, ${title}`;
}

/** The page on which a person lets the app into the store. */
export function consentBody(store: StoreView, app: ShellApp, scopes: readonly string[]): Html {
  return html`
    <section class="card consent">
      <h1>Install ${app.name}</h1>
      <p>
        You are about to install this app on <strong>${store.name}</strong>. It will be able to:
      </p>
      <ul>
        ${scopes.map((scope) => html`<li>${scopeInWords(scope)} <code>${scope}</code></li>`)}
      </ul>
      <form method="post" class="buttons">
        <input type="hidden" name="scopes" value="${scopes.join(",")}" />
        <a class="button" href="${storePath(store)}">Cancel</a>
        <button class="primary">Install</button>
      </form>
    </section>
  `;
}

/** The apps of the store. */
export function appSettingsBody(store: StoreView, app: ShellApp): Html {
  const granted = store.grantedScopes;
  return html`
    <h1>Apps</h1>
    <section class="card">
      <h2>${app.name}</h2>
      ${
        granted === null
          ? html`<p>
              Not installed.
              <a class="button" href="${storePath(store, "/oauth/install")}">Install</a>
            </p>`
          : html`<ul>
                ${granted.map((scope) => html`<li>${scopeInWords(scope)} <code>${scope}</code></li>`)}
              </ul>
              <form method="post"><button class="critical">Uninstall</button></form>`
      }
    </section>
  `;
}

/** A page that the simulated admin does not have. */
export function missingBody(what: string): Html {
  return html`<h1>Not here</h1>
    <p>The simulated admin has no page for ${what}.</p>`;
}

/** Something that a person asked for and that cannot be done. */
export function refusedBody(reason: string): Html {
  return html`<h1>Not possible</h1>
    <p role="alert">The store refused: ${reason}.</p>
    <p><a href="" onclick="history.back(); return false">Back</a></p>`;
}

function badge(text: string): Html {
  return html`<span class="badge">${text.toLowerCase().replaceAll("_", " ")}</span>`;
}

function timeOf(time: Date): Html {
  const iso = time.toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 16).replace("T", " ")} UTC</time>`;
}
