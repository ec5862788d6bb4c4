import { type RegisterOutcome, registerSubscriptions } from "./register-subscriptions.server.ts";
import { saveChosenTopics } from "./subscription-store.server.ts";
import { findTopic } from "./topics.ts";

export type ChooseOutcome =
  | Readonly<{ kind: "chosen"; registration: RegisterOutcome }>
  | Readonly<{ kind: "nothing-chosen" }>
  | Readonly<{ kind: "unknown-topics"; topics: readonly string[] }>;

/**
 * Keeps which topics the merchant wants and registers accordingly: what is new is subscribed to,
 * what was left out is ended. If Shopify cannot be reached the choice stands, and the watch
 * registers it later.
 * @param actor the staff member who chose
 */
export async function chooseTopics(
  shopId: string,
  topics: readonly string[],
  actor: string,
): Promise<ChooseOutcome> {
  const chosen = [...new Set(topics)];
  if (chosen.length === 0) return { kind: "nothing-chosen" };
  const unknown = chosen.filter((topic) => !findTopic(topic));
  if (unknown.length > 0) return { kind: "unknown-topics", topics: unknown };
  await saveChosenTopics(shopId, chosen, actor);
  return { kind: "chosen", registration: await registerSubscriptions(shopId, actor) };
}
