import { z } from "zod";
import { type AdminCallOptions, callAdmin } from "./admin-client.server.ts";
import { type AdminOutcome, mapOk } from "./admin-outcome.ts";
import { settle, userErrors } from "./user-errors.ts";

const UPDATE_WEBHOOK_SUBSCRIPTION = `#graphql
  mutation UpdateWebhookSubscription($id: ID!, $webhookSubscription: WebhookSubscriptionInput!) {
    webhookSubscriptionUpdate(id: $id, webhookSubscription: $webhookSubscription) {
      webhookSubscription {
        id
      }
      userErrors {
        field
        message
      }
    }
  }
`;

const data = z.object({
  webhookSubscriptionUpdate: z.object({
    webhookSubscription: z.object({ id: z.string() }).nullable(),
    userErrors,
  }),
});

/**
 * Points a subscription to our address again, with the whole payload as JSON and no filter.
 * Safe to repeat.
 * @param id Shopify's gid of the subscription
 */
export async function updateWebhookSubscription(
  shopDomain: string,
  id: string,
  uri: string,
  options?: AdminCallOptions,
): Promise<AdminOutcome<void>> {
  const document = { name: "UpdateWebhookSubscription", text: UPDATE_WEBHOOK_SUBSCRIPTION, data };
  const webhookSubscription = { uri, format: "JSON", filter: null, includeFields: [] };
  const outcome = await callAdmin(shopDomain, document, { id, webhookSubscription }, options);
  return mapOk(
    settle(outcome, (answer) => answer.webhookSubscriptionUpdate),
    () => undefined,
  );
}
