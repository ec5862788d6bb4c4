/**
 * Keys of webhooks that a recovered payload cannot fill, each with the reason. Dotted; a part of a
 * list is named without its index. `docs/recovered-payloads.md` is made from this by its test, which
 * fails when a key is listed that is filled, or not listed and empty.
 */
export const UNFILLED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  orders: {
    client_details: "the Admin API does not tell the buyer's browser",
    device_id: "not in the Admin API",
    landing_site: "not in the Admin API in this form",
    landing_site_ref: "not in the Admin API in this form",
    reference: "not in the Admin API",
    referring_site: "not in the Admin API in this form",
    token: "not in the Admin API; `order_status_url` holds it",
    user_id: "needs `read_users`, which is granted to few apps",
    payment_terms: "told by objects of another shape; `null` as for orders without terms",
    returns: "returns have events of their own; always empty",
    line_item_groups: "always empty; `sales_line_item_group_id` of a line names its group",
    "line_items.attributed_staffs": "needs `read_users`; always empty",
    "line_items.fulfillment_service": "not in the Admin API since 2024-07",
    "line_items.duties": "told by objects of another shape; always empty",
    "shipping_lines.requested_fulfillment_service_id": "not in the Admin API",
  },
  "refunds/create": {
    user_id: "needs `read_users`, which is granted to few apps",
    duties: "told by objects of another shape; always empty, the total is filled",
    "refund_line_items.line_item.fulfillment_service": "not in the Admin API since 2024-07",
    "refund_line_items.line_item.duties": "told by objects of another shape; always empty",
    "transactions.authorization": "needs a scope for payment details",
    "transactions.device_id": "not read",
    "transactions.location_id": "not read",
    "transactions.message": "not in the Admin API",
    "transactions.payment_details": "needs a scope for payment details",
    "transactions.source_name": "not in the Admin API",
    "transactions.user_id": "needs `read_users`, which is granted to few apps",
  },
  fulfillments: {
    "line_items.fulfillment_service": "not in the Admin API since 2024-07",
    "line_items.duties": "told by objects of another shape; always empty",
    receipt: "not in the Admin API; always empty",
  },
  "order_transactions/create": {
    authorization: "needs a scope for payment details",
    device_id: "not read",
    location_id: "not read",
    message: "not in the Admin API",
    payment_details: "needs a scope for payment details",
    receipt: "needs a scope for payment details; always empty",
    source_name: "not in the Admin API",
    user_id: "needs `read_users`, which is granted to few apps",
  },
  products: {
    published_scope: "not in the Admin API",
    "variants.image_id": "not read; `images` are filled",
  },
  customers: {},
  "inventory_levels/update": {},
};

/** Topics that cannot be recovered at all, and why. */
export const UNRECOVERABLE: Readonly<Record<string, string>> = {
  "orders/edited": "the record of an order does not hold its edits; its new state is recovered",
  "orders/risk_assessment_changed": "the record does not say when it changed",
  "fulfillment_events/create": "carriers' reports are not compared",
  "draft_orders/*, checkouts/*, collections/*, returns/*, variants/*":
    "these kinds are not compared",
  "inventory_items/*": "these are not compared; stock levels are",
  "app/*, shop/*, customers/data_request, customers/redact":
    "these are messages, not states of a record",
};
