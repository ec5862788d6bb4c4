import type { Happening } from "../store/happening.ts";
import type { Shop } from "../store/shop.ts";
import { customerDeletePayload, customerPayload } from "./customer-payload.ts";
import { fulfillmentPayload, orderPayload, refundPayload } from "./order-payload.ts";
import { itemPayload, levelPayload, productPayload } from "./product-payload.ts";
import type { Json } from "./samples.ts";
import { idNumber, shopTime } from "./serialise.ts";

/** The payload that Shopify would send for what happened, with the keys of its own sample. */
export function payloadOf(shop: Shop, happening: Happening): Json {
  if (happening.topic === "orders/delete" && "order" in happening) {
    return { id: idNumber(happening.order.id) };
  }
  if ("edit" in happening) return editPayload(shop, happening);
  if ("refund" in happening) return refundPayload(shop, happening.order, happening.refund);
  if ("fulfillment" in happening) {
    return fulfillmentPayload(shop, happening.order, happening.fulfillment);
  }
  if ("order" in happening) return orderPayload(shop, happening.order);
  if ("level" in happening) return levelPayload(shop, happening.topic, happening.level);
  if ("item" in happening) return itemPayload(shop, happening.topic, happening.item);
  if ("product" in happening) {
    return happening.topic === "products/delete"
      ? { id: idNumber(happening.product.id) }
      : productPayload(shop, happening.product);
  }
  return happening.topic === "customers/delete"
    ? customerDeletePayload(happening.customer)
    : customerPayload(shop, happening.customer);
}

function editPayload(shop: Shop, happening: Extract<Happening, { edit: unknown }>): Json {
  const { edit, order } = happening;
  const at = shopTime(shop.timezone, edit.at);
  const lines = (list: { id: string; delta: number }[]) =>
    list.map(({ id, delta }) => ({ id: idNumber(id), delta }));
  return {
    order_edit: {
      id: idNumber(edit.id),
      app_id: null,
      created_at: at,
      committed_at: at,
      notify_customer: false,
      order_id: idNumber(order.id),
      staff_note: edit.staffNote,
      user_id: null,
      line_items: { additions: lines(edit.additions), removals: lines(edit.removals) },
      discounts: { line_item: { additions: [], removals: [] } },
      shipping_lines: { additions: [], removals: [] },
    },
  };
}
