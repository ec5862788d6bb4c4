import { GraphQLError } from "graphql";
import type { ApiContext, Args, NodeBuilders } from "./context.ts";
import { customerNode, customerQueries } from "./customer-resolvers.ts";
import { orderNode } from "./order-nodes.ts";
import { orderQueries } from "./order-resolvers.ts";
import { productQueries } from "./product-resolvers.ts";
import { shopQueries } from "./shop-resolvers.ts";
import { subscriptionMutations, subscriptionQueries } from "./subscription-resolvers.ts";

type RootResolver = (context: ApiContext, args: Args) => unknown;

/** The field that reads a node, by the type in its global id. */
const BY_TYPE: Record<string, RootResolver | undefined> = {
  Order: orderQueries.order,
  Fulfillment: orderQueries.fulfillment,
  Refund: orderQueries.refund,
  OrderTransaction: orderQueries.transaction,
  Product: productQueries.product,
  ProductVariant: productQueries.productVariant,
  InventoryItem: productQueries.inventoryItem,
  InventoryLevel: productQueries.inventoryLevel,
  Location: productQueries.location,
  Customer: customerQueries.customer,
  WebhookSubscription: subscriptionQueries.webhookSubscription,
  Shop: shopQueries.shop,
};

function node(context: ApiContext, id: unknown): unknown {
  const type = /^gid:\/\/shopify\/(\w+)\//.exec(String(id))?.[1];
  if (type === undefined) throw new GraphQLError(`Invalid global id '${String(id)}'`);
  return BY_TYPE[type]?.(context, { id }) ?? null;
}

/** Every root field that the simulator answers; the others are null. */
export const rootResolvers: Record<string, RootResolver | undefined> = {
  ...shopQueries,
  ...subscriptionQueries,
  ...subscriptionMutations,
  ...orderQueries,
  ...productQueries,
  ...customerQueries,
  node: (context, args) => node(context, args["id"]),
  nodes: (context, args) => (args["ids"] as unknown[]).map((id) => node(context, id)),
};

export const nodeBuilders: NodeBuilders = { order: orderNode, customer: customerNode };
