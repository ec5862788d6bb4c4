import { z } from "zod";
import { type AdminCallOptions, callAdmin } from "./admin-client.server.ts";
import { type AdminOutcome, mapOk } from "./admin-outcome.ts";
import { settle, userErrors } from "./user-errors.ts";

const DELETE_WEBHOOK_SUBSCRIPTION = `#graphql
  mutation DeleteWebhookSubscription($id: ID!) {
    webhookSubscriptionDelete(id: $id) {
      deletedWebhookSubscriptionId
      userErrors {
        field
        message
      }
    }
  }
`;

const data = z.object({
  webhookSubscriptionDelete: z.object({
    deletedWebhookSubscriptionId: z.string().nullable(),
    userErrors,
  }),
});

/** Ends one subscription. Safe to repeat, though the second time it is a user error. */
export async function deleteWebhookSubscription(
  shopDomain: string,
  id: string,
  options?: AdminCallOptions,
): Promise<AdminOutcome<void>> {
  const document = { name: "DeleteWebhookSubscription", text: DELETE_WEBHOOK_SUBSCRIPTION, data };
  const outcome = await callAdmin(shopDomain, document, { id }, options);
  return mapOk(
    settle(outcome, (answer) => answer.webhookSubscriptionDelete),
    () => undefined,
  );
}
