import { describeFailure } from "#app/shopify-admin/admin-outcome.ts";
import { checkSubscriptions } from "#app/subscriptions/check-subscriptions.server.ts";
import { registerSubscriptions } from "#app/subscriptions/register-subscriptions.server.ts";
import { countOf } from "#app/ui/format.ts";
import type { Outcome } from "#app/ui/use-outcome.tsx";

type Failure = Parameters<typeof describeFailure>[0];

/** Asks Shopify what it holds, and says what came of it. */
export async function checkNow(shopId: string): Promise<Outcome> {
  const outcome = await checkSubscriptions(shopId);
  if (outcome.kind === "stopped") return stopped(outcome.failure);
  const missing = outcome.verdicts.filter(({ state }) => state === "missing").length;
  return {
    ok: true,
    message:
      missing === 0
        ? "Compared with Shopify: nothing is missing"
        : `Compared with Shopify: ${countOf(missing, "subscription is", "subscriptions are")} missing`,
  };
}

/** Has Shopify hold every subscription that it should. */
export async function registerMissing(shopId: string, actor: string): Promise<Outcome> {
  const outcome = await registerSubscriptions(shopId, actor);
  if (outcome.kind === "stopped") return stopped(outcome.failure);
  if (outcome.failed.length > 0) {
    return {
      ok: false,
      problem: `Shopify refused ${countOf(outcome.failed.length, "subscription")}. The reason stands beside each.`,
    };
  }
  return {
    ok: true,
    message:
      outcome.made.length === 0
        ? "Nothing was missing"
        : `${countOf(outcome.made.length, "subscription")} registered`,
  };
}

function stopped(failure: Failure): Outcome {
  return {
    ok: false,
    problem: `Shopify did not take part: ${describeFailure(failure)}. Try again.`,
  };
}
