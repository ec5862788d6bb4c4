import { z } from "zod";
import { type AdminCallOptions, callAdmin } from "./admin-client.server.ts";
import type { AdminOutcome } from "./admin-outcome.ts";

const READ_WEBHOOK_SUBSCRIPTIONS = `#graphql
  query ReadWebhookSubscriptions($after: String) {
    webhookSubscriptions(first: 100, after: $after, sortKey: ID) {
      nodes {
        id
        topic
        uri
        filter
        format
        includeFields
        apiVersion {
          handle
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

const data = z.object({
  webhookSubscriptions: z.object({
    nodes: z.array(
      z.object({
        id: z.string(),
        topic: z.string(),
        uri: z.string(),
        filter: z.string().nullable(),
        format: z.string(),
        includeFields: z.array(z.string()),
        apiVersion: z.object({ handle: z.string() }),
      }),
    ),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

type Page = z.infer<typeof data>["webhookSubscriptions"];

/** One subscription as Shopify holds it; `topic` is Shopify's enum, such as ORDERS_CREATE. */
export type HeldSubscription = Readonly<{
  id: string;
  topic: string;
  uri: string;
  filter: string | null;
  format: string;
  includeFields: readonly string[];
  apiVersion: string;
}>;

/** More pages than any app has; stops a cursor that goes in circles. */
const MOST_PAGES = 20;

/**
 * Every subscription of this app in the shop that was made through the Admin API. Those of
 * `shopify.app.toml` and those made in the admin's settings are never in this list.
 */
export async function readWebhookSubscriptions(
  shopDomain: string,
  options?: AdminCallOptions,
): Promise<AdminOutcome<HeldSubscription[]>> {
  const document = { name: "ReadWebhookSubscriptions", text: READ_WEBHOOK_SUBSCRIPTIONS, data };
  const held: HeldSubscription[] = [];
  let after: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const outcome: AdminOutcome<z.infer<typeof data>> = await callAdmin(
      shopDomain,
      document,
      { after },
      options,
    );
    if (outcome.kind !== "ok") return outcome;
    const { nodes, pageInfo }: Page = outcome.data.webhookSubscriptions;
    held.push(...nodes.map((node) => ({ ...node, apiVersion: node.apiVersion.handle })));
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  return { kind: "ok", data: held };
}
