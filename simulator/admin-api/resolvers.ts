import type { ApiContext, Args } from "./context.ts";
import { shopQueries } from "./shop-resolvers.ts";
import { subscriptionMutations, subscriptionQueries } from "./subscription-resolvers.ts";

type RootResolver = (context: ApiContext, args: Args) => unknown;

/** Every root field that the simulator answers; the others are null. */
export const rootResolvers: Record<string, RootResolver | undefined> = {
  ...shopQueries,
  ...subscriptionQueries,
  ...subscriptionMutations,
};
