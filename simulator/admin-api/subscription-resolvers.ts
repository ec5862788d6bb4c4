import { present } from "../present.ts";
import { nextId, removeSubscriptions, type Subscription } from "../store/shop.ts";
import { utcTime } from "../webhooks/serialise.ts";
import { byText, byTime, connection, countOf, searched, type Listing } from "./connection.ts";
import { idOf, type ApiContext, type Args } from "./context.ts";
import { API_VERSION, adminTopics, SUPPORTED_VERSIONS, topicAllowed } from "./schema.ts";
import { subscriptionErrors, type UserError } from "./subscription-rules.ts";

/** A version as `ApiVersion` shows it. */
export function apiVersion(handle: string): unknown {
  return {
    handle,
    displayName: handle === API_VERSION ? `${handle} (Latest)` : handle,
    supported: (SUPPORTED_VERSIONS as readonly string[]).includes(handle),
  };
}

function endpointOf(uri: string): unknown {
  if (uri.startsWith("arn:")) return { __typename: "WebhookEventBridgeEndpoint", arn: uri };
  if (uri.startsWith("pubsub://")) {
    const [pubSubProject, pubSubTopic] = uri.slice("pubsub://".length).split(":");
    return { __typename: "WebhookPubSubEndpoint", pubSubProject, pubSubTopic };
  }
  return { __typename: "WebhookHttpEndpoint", callbackUrl: uri };
}

/** A subscription as the API shows it. */
export function subscriptionNode(subscription: Subscription): unknown {
  return {
    __typename: "WebhookSubscription",
    id: `gid://shopify/WebhookSubscription/${subscription.id}`,
    legacyResourceId: subscription.id,
    topic: adminTopics().byName.get(subscription.topic)?.enumName,
    uri: subscription.uri,
    callbackUrl: subscription.uri,
    endpoint: endpointOf(subscription.uri),
    format: subscription.format,
    filter: subscription.filter,
    includeFields: subscription.includeFields,
    metafieldNamespaces: subscription.metafieldNamespaces,
    metafields: subscription.metafields,
    privateMetafieldNamespaces: [],
    name: subscription.name,
    apiVersion: apiVersion(subscription.apiVersion),
    createdAt: utcTime(subscription.createdAt),
    updatedAt: utcTime(subscription.updatedAt),
  };
}

function listing(context: ApiContext, args: Args): Listing<Subscription> {
  const topics = args["topics"] as string[] | null | undefined;
  const wanted = topics?.map((topic) => adminTopics().byEnum.get(topic)?.name);
  const uri = (args["uri"] ?? args["callbackUrl"]) as string | null | undefined;
  return {
    items: context.shop.subscriptions.filter(
      (one) =>
        (!wanted || wanted.length === 0 || wanted.includes(one.topic)) &&
        (!uri || one.uri === uri) &&
        (!args["format"] || one.format === args["format"]),
    ),
    id: (one) => one.id,
    defaultSort: "CREATED_AT",
    sortValues: { CREATED_AT: (one) => one.createdAt },
    searchable: {
      created_at: byTime((one) => one.createdAt),
      updated_at: byTime((one) => one.updatedAt),
      topic: byText((one) => one.topic),
    },
    node: subscriptionNode,
  };
}

export const subscriptionQueries = {
  webhookSubscriptions: (context: ApiContext, args: Args) =>
    connection(context, "webhookSubscriptions", args, listing(context, args)),
  webhookSubscription(context: ApiContext, args: Args) {
    const id = idOf(args["id"], "WebhookSubscription");
    const found = context.shop.subscriptions.find((one) => one.id === id);
    return found ? subscriptionNode(found) : null;
  },
  webhookSubscriptionsCount: (context: ApiContext, args: Args) =>
    countOf(
      searched(context, "webhookSubscriptionsCount", args, listing(context, {})).length,
      args["limit"],
    ),
};

const rulesFor = (context: ApiContext) => {
  const { appUrl, resolve } = context.simulation.options;
  return { own: [new URL(appUrl).origin, ...Object.keys(resolve)] };
};

/** What an input changes of a subscription. A field that is not given stays as it is. */
function changed(subscription: Subscription, input: Args): Subscription {
  const list = (key: string, old: string[]) =>
    key in input ? ((input[key] as string[] | null) ?? []) : old;
  const text = (key: string, old: string | null) =>
    key in input ? ((input[key] as string | null) ?? null) : old;
  return {
    ...subscription,
    uri: String(input["uri"] ?? input["callbackUrl"] ?? subscription.uri).trim(),
    format: (input["format"] as "JSON" | "XML" | undefined) ?? subscription.format,
    filter: text("filter", subscription.filter),
    name: text("name", subscription.name),
    includeFields: list("includeFields", subscription.includeFields),
    metafieldNamespaces: list("metafieldNamespaces", subscription.metafieldNamespaces),
    metafields:
      "metafields" in input
        ? ((input["metafields"] as Subscription["metafields"] | null) ?? [])
        : subscription.metafields,
  };
}

const refused = (userErrors: UserError[]) => ({ webhookSubscription: null, userErrors });

function create(context: ApiContext, args: Args): unknown {
  const { shop, now } = context;
  const topic = present(adminTopics().byEnum.get(String(args["topic"])), "the topic");
  if (!topicAllowed(topic, context.scopes)) {
    return refused([
      {
        field: null,
        message: `You do not have permission to create or update webhooks with ${topic.name} topic. This topic requires at least one of the following access scopes: ${topic.scopes.join(", ")}.`,
      },
    ]);
  }
  const subscription = changed(
    {
      id: nextId(shop),
      topic: topic.name,
      uri: "",
      format: "JSON",
      filter: null,
      includeFields: [],
      metafieldNamespaces: [],
      metafields: [],
      name: null,
      // Inherited from the app, whatever version the call was made in.
      apiVersion: API_VERSION,
      createdAt: now,
      updatedAt: now,
      failuresInARow: 0,
    },
    args["webhookSubscription"] as Args,
  );
  const errors = subscriptionErrors(shop, subscription, rulesFor(context));
  if (errors.length > 0) return refused(errors);
  shop.subscriptions.push(subscription);
  context.simulation.touch(shop);
  return { webhookSubscription: subscriptionNode(subscription), userErrors: [] };
}

const MISSING: UserError = { field: ["id"], message: "Webhook subscription does not exist" };

function update(context: ApiContext, args: Args): unknown {
  const { shop } = context;
  const id = idOf(args["id"], "WebhookSubscription");
  const at = shop.subscriptions.findIndex((one) => one.id === id);
  const old = shop.subscriptions[at];
  if (!old) return refused([MISSING]);
  const subscription = changed(old, args["webhookSubscription"] as Args);
  const errors = subscriptionErrors(shop, subscription, rulesFor(context));
  if (errors.length > 0) return refused(errors);
  const stored = { ...subscription, updatedAt: context.now };
  shop.subscriptions[at] = stored;
  context.simulation.touch(shop);
  return { webhookSubscription: subscriptionNode(stored), userErrors: [] };
}

function remove(context: ApiContext, args: Args): unknown {
  const id = idOf(args["id"], "WebhookSubscription");
  const gone = removeSubscriptions(
    context.shop,
    (one) => one.id === id,
    "deleted_by_app",
    context.now,
  );
  if (gone.length === 0) return { deletedWebhookSubscriptionId: null, userErrors: [MISSING] };
  context.simulation.engine.cancelFor(new Set([id]));
  context.simulation.touch(context.shop);
  return { deletedWebhookSubscriptionId: args["id"], userErrors: [] };
}

export const subscriptionMutations = {
  webhookSubscriptionCreate: create,
  webhookSubscriptionUpdate: update,
  webhookSubscriptionDelete: remove,
};
