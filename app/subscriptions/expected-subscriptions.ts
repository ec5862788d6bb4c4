import { withImpliedScopes } from "#app/shopify-admin/scope.ts";
import { DEFAULT_TOPICS, findTopic, type Topic } from "./topics.ts";

export type ExpectedSubscription = Readonly<{
  topic: Topic;
  /** What is granted covers it; otherwise `missingScope` is the one to ask for. */
  missingScope: string | undefined;
}>;

/**
 * What Shopify should hold for a shop: the topics it chose (none: the default set), each with the
 * scope it lacks, if it lacks one. Topics that have left the catalogue are left out.
 */
export function expectedSubscriptions(
  chosenTopics: readonly string[],
  grantedScopes: readonly string[],
): ExpectedSubscription[] {
  const names = chosenTopics.length > 0 ? chosenTopics : DEFAULT_TOPICS;
  return [...new Set(names)].flatMap((name) => {
    const topic = findTopic(name);
    return topic ? [{ topic, missingScope: missingScope(topic, grantedScopes) }] : [];
  });
}

/** @returns the scope to ask for, or undefined when one of the topic's scopes is granted. */
export function missingScope(topic: Topic, grantedScopes: readonly string[]): string | undefined {
  if (topic.scopes.length === 0) return undefined;
  const granted = withImpliedScopes(grantedScopes);
  return topic.scopes.some((scope) => granted.has(scope)) ? undefined : topic.scopes[0];
}
