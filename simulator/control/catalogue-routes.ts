import { plainId } from "../ids.ts";
import type { Simulation } from "../simulation.ts";
import {
  createCustomer,
  createProduct,
  customerIn,
  deleteCustomer,
  deleteProduct,
  itemIn,
  productIn,
  updateCustomer,
  updateItem,
  updateProduct,
  type ProductChange,
} from "../store/catalogue-actions.ts";
import { StoreRefusal, type Happening } from "../store/happening.ts";
import type { CustomerInput, ProductInput } from "../store/seed.ts";
import type { Plan, Shop } from "../store/shop.ts";
import { changeStock, connectStock, disconnectStock, setStock } from "../store/stock.ts";
import { availableOf } from "../webhooks/product-payload.ts";
import { recordsOf } from "../webhooks/records.ts";
import { compliancePayload, shopPayload } from "../webhooks/shop-payload.ts";
import type { ControlRouter } from "./router.ts";
import { shopOf, shopSummary } from "./shop-routes.ts";
import { sentSummary } from "./store-routes.ts";

/** What merchants do with goods, stock, customers and the shop itself. */
export function addCatalogueRoutes(router: ControlRouter, simulation: Simulation): void {
  const shop = (domain: string) => shopOf(simulation, domain);
  const announce = (found: Shop, happenings: Happening[]) =>
    sentSummary(simulation.announce(found, happenings));

  /** The truth, for a checker: each record with the payload that its webhook would have now. */
  router.on("GET", "/control/shops/:shop/records", ({ param }) => {
    const found = shop(param("shop"));
    return { records: recordsOf(found) };
  });

  router.on("GET", "/control/shops/:shop/products", ({ param }) => {
    const found = shop(param("shop"));
    return {
      products: [...found.data.products.values()].map((product) => ({
        ...product,
        variants: product.variantIds.flatMap((id) => {
          const variant = found.data.variants.get(id);
          return variant
            ? [{ ...variant, available: availableOf(found, variant.inventoryItemId) }]
            : [];
        }),
      })),
    };
  });
  router.on("POST", "/control/shops/:shop/products", ({ param, body }) => {
    const found = shop(param("shop"));
    const made = createProduct(found, body as unknown as ProductInput, simulation.now());
    return { product: made.product, webhooks: announce(found, made.happenings) };
  });
  router.on("POST", "/control/shops/:shop/products/:id", ({ param, body }) => {
    const found = shop(param("shop"));
    const product = productIn(found, param("id"));
    const happenings = updateProduct(found, product, body as ProductChange, simulation.now());
    return { product, webhooks: announce(found, happenings) };
  });
  router.on("DELETE", "/control/shops/:shop/products/:id", ({ param }) => {
    const found = shop(param("shop"));
    return { webhooks: announce(found, deleteProduct(found, productIn(found, param("id")))) };
  });

  router.on("GET", "/control/shops/:shop/customers", ({ param, query }) => ({
    customers: [...shop(param("shop")).data.customers.values()].slice(
      -Number(query.get("limit") ?? 100),
    ),
  }));
  router.on("POST", "/control/shops/:shop/customers", ({ param, body }) => {
    const found = shop(param("shop"));
    const made = createCustomer(found, body as CustomerInput, simulation.now());
    return { customer: made.customer, webhooks: announce(found, made.happenings) };
  });
  router.on("POST", "/control/shops/:shop/customers/:id", ({ param, body }) => {
    const found = shop(param("shop"));
    const customer = customerIn(found, param("id"));
    const happenings = updateCustomer(customer, body as CustomerInput, simulation.now());
    return { customer, webhooks: announce(found, happenings) };
  });
  router.on("DELETE", "/control/shops/:shop/customers/:id", ({ param, query }) => {
    const found = shop(param("shop"));
    const customer = customerIn(found, param("id"));
    const happenings = deleteCustomer(found, customer, query.get("force") === "1");
    return { webhooks: announce(found, happenings) };
  });

  router.on("GET", "/control/shops/:shop/inventory", ({ param }) => {
    const { data } = shop(param("shop"));
    return {
      locations: [...data.locations.values()],
      levels: [...data.inventoryLevels.values()],
    };
  });
  router.on("POST", "/control/shops/:shop/inventory-items/:id", ({ param, body }) => {
    const found = shop(param("shop"));
    const item = itemIn(found, param("id"));
    return {
      item,
      webhooks: announce(found, updateItem(item, body as { cost?: number }, simulation.now())),
    };
  });
  router.on("POST", "/control/shops/:shop/inventory", ({ param, body }) => {
    const found = shop(param("shop"));
    const { itemId, locationId } = levelIn(found, body);
    const now = simulation.now();
    const available = Number(body["available"] ?? 0);
    const act = (): Happening[] => {
      if (body["connect"] === true) return connectStock(found, itemId, locationId, available, now);
      if (body["disconnect"] === true) return disconnectStock(found, itemId, locationId);
      if (typeof body["delta"] === "number") {
        return changeStock(
          found,
          [{ inventoryItemId: itemId, locationId, available: body["delta"] }],
          now,
        );
      }
      return setStock(found, itemId, locationId, available, now);
    };
    return { inventoryItemId: itemId, locationId, webhooks: announce(found, act()) };
  });

  router.on("POST", "/control/shops/:shop/update", ({ param, body }) => {
    const found = shop(param("shop"));
    const now = simulation.now();
    if (typeof body["name"] === "string") found.name = body["name"];
    if (typeof body["email"] === "string") found.email = body["email"];
    if (typeof body["plan"] === "string") found.plan = body["plan"] as Plan;
    if (typeof body["timezone"] === "string") found.timezone = body["timezone"];
    found.updatedAt = now;
    const sent = simulation.announcePayload(found, "shop/update", shopPayload(found, now));
    simulation.touch(found);
    return { ...shopSummary(found), webhooks: sentSummary(sent) };
  });

  router.on("POST", "/control/shops/:shop/compliance", ({ param, body }) => {
    const found = shop(param("shop"));
    const topic = String(body["topic"]);
    if (!["customers/data_request", "customers/redact", "shop/redact"].includes(topic)) {
      throw new StoreRefusal(
        "topic must be customers/data_request, customers/redact or shop/redact",
      );
    }
    const customer = topic === "shop/redact" ? null : customerIn(found, String(body["customerId"]));
    const payload = compliancePayload(found, topic, customer);
    return { webhooks: sentSummary(simulation.announcePayload(found, topic, payload)) };
  });
}

/** The level an input names: by ids, by SKU, or the first there is. */
function levelIn(
  shop: Shop,
  body: Record<string, unknown>,
): { itemId: string; locationId: string } {
  const tail = (value: unknown) => plainId(String(value));
  const [firstLocation] = shop.data.locations.keys();
  const locationId = body["locationId"] === undefined ? firstLocation : tail(body["locationId"]);
  const variant =
    body["sku"] === undefined
      ? undefined
      : [...shop.data.variants.values()].find((one) => one.sku === body["sku"]);
  if (body["sku"] !== undefined && !variant) throw new StoreRefusal("no such SKU", 404);
  const [firstItem] = shop.data.inventoryItems.keys();
  const itemId =
    variant?.inventoryItemId ??
    (body["inventoryItemId"] === undefined ? firstItem : tail(body["inventoryItemId"]));
  if (itemId === undefined || locationId === undefined)
    throw new StoreRefusal("the store is empty");
  return { itemId, locationId };
}
