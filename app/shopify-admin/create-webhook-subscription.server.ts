import { z } from "zod";
import { type AdminCallOptions, callAdmin } from "./admin-client.server.ts";
import type { AdminOutcome } from "./admin-outcome.ts";
import { settle, userErrors } from "./user-errors.ts";

const CREATE_WEBHOOK_SUBSCRIPTION = `#graphql
  mutation CreateWebhookSubscription(
    $topic: WebhookSubscriptionTopic!
    $webhookSubscription: WebhookSubscriptionInput!
  ) {
    webhookSubscriptionCreate(topic: $topic, webhookSubscription: $webhookSubscription) {
      webhookSubscription {
        id
        uri
        apiVersion {
          handle
        }
      }
      userErrors {
        field
        message
      }
    }
  }
`;

const data = z.object({
  webhookSubscriptionCreate: z.object({
    webhookSubscription: z
      .object({ id: z.string(), uri: z.string(), apiVersion: z.object({ handle: z.string() }) })
      .nullable(),
    userErrors,
  }),
});

export type CreatedSubscription =
  | Readonly<{ kind: "created"; id: string; apiVersion: string }>
  /** Shopify holds one for this topic and address already. */
  | Readonly<{ kind: "taken" }>;

/** Shopify has no code for it, only this sentence: "Address for this topic has already been taken". */
const TAKEN = /already been taken/i;

/**
 * Subscribes to one topic with the whole payload as JSON. Safe to repeat: the second one is `taken`.
 * @param topic Shopify's enum, such as ORDERS_CREATE
 * @param uri where Shopify sends the events
 */
export async function createWebhookSubscription(
  shopDomain: string,
  topic: string,
  uri: string,
  options?: AdminCallOptions,
): Promise<AdminOutcome<CreatedSubscription>> {
  const document = { name: "CreateWebhookSubscription", text: CREATE_WEBHOOK_SUBSCRIPTION, data };
  const variables = { topic, webhookSubscription: { uri, format: "JSON" } };
  const outcome = settle(
    await callAdmin(shopDomain, document, variables, options),
    (answer) => answer.webhookSubscriptionCreate,
  );
  if (outcome.kind === "user-errors" && outcome.errors.some(({ message }) => TAKEN.test(message))) {
    return { kind: "ok", data: { kind: "taken" } };
  }
  if (outcome.kind !== "ok") return outcome;
  const made = outcome.data.webhookSubscription;
  if (!made)
    return { kind: "unreachable", because: "Shopify made no subscription, without a reason" };
  return {
    kind: "ok",
    data: { kind: "created", id: made.id, apiVersion: made.apiVersion.handle },
  };
}
