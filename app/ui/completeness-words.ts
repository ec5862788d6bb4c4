import type {
  Compared,
  DestinationStanding,
  KindStatement,
  Limit,
} from "#app/reconciliation/statement.ts";
import type { ResourceKind } from "#app/reconciliation/resource-kinds.ts";
import { countOf, formatNumber, momentText } from "./format.ts";
import type { Wording } from "./words.ts";

const NOUNS: Readonly<Record<ResourceKind, readonly [string, string]>> = {
  order: ["order", "orders"],
  customer: ["customer", "customers"],
  product: ["product", "products"],
  inventory_level: ["stock level", "stock levels"],
};

export function kindTitle(kind: ResourceKind): string {
  const [, many] = NOUNS[kind];
  return many.charAt(0).toUpperCase() + many.slice(1);
}

export function kindCount(kind: ResourceKind, count: number): string {
  return countOf(count, ...NOUNS[kind]);
}

/** A statement in words, each sentence told by a figure or a state of it, and none else. */
export type StatementWords = Readonly<{
  /** What holds, or why nothing can be said. */
  claim: string;
  /** One sentence for each destination. */
  destinations: readonly string[];
  /** Up to when, and what takes away from the claim. */
  caveats: readonly string[];
}>;

export type Reader = Readonly<{ now: number; timeZone: string }>;

export function statementWords(statement: KindStatement, reader: Reader): StatementWords {
  const [, many] = NOUNS[statement.kind];
  const nothing = (claim: string): StatementWords => ({ claim, destinations: [], caveats: [] });
  switch (statement.state) {
    case "scope_missing":
      return nothing(
        `Nothing is known of ${many}: the permission ${statement.scope} has not been granted.`,
      );
    case "not_subscribed":
      return nothing(`Nothing is known of ${many}: no topic of theirs is chosen.`);
    case "not_compared":
      return {
        claim: `Nothing has been proven of ${many} yet.`,
        destinations: [],
        caveats: statement.problem
          ? [
              `The last comparison, ${momentText(statement.problem.at, reader)}, did not come to its end: ${statement.problem.text}.`,
            ]
          : ["The first comparison comes within 15 minutes."],
      };
    case "compared":
      return comparedWords(statement, statement.kind, reader);
  }
}

function comparedWords(statement: Compared, kind: ResourceKind, reader: Reader): StatementWords {
  const { changed, inLog, from, to, problem, recovered, limits } = statement;
  const [one, many] = NOUNS[kind];
  const since = momentText(from, reader);
  const claim =
    changed === 0
      ? `No ${one} has changed at Shopify since ${since}.`
      : inLog === changed
        ? `${changed === 1 ? "The one" : `All ${formatNumber(changed)}`} ${changed === 1 ? one : many} that changed at Shopify since ${since} ${changed === 1 ? "is" : "are"} here.`
        : `${formatNumber(inLog)} of ${countOf(changed, one, many)} that changed at Shopify since ${since} are here; ${formatNumber(changed - inLog)} ${changed - inLog === 1 ? "is" : "are"} missing.`;
  return {
    claim,
    destinations:
      changed === 0 ? [] : statement.destinations.map((each) => standingText(each, changed)),
    caveats: [
      `Proven up to ${momentText(to, reader)}.`,
      ...(problem
        ? [
            `Later changes could not be compared (${momentText(problem.at, reader)}): ${problem.text}.`,
          ]
        : []),
      ...(recovered > 0
        ? [
            `${countOf(recovered, one, many)} of these had not been sent by Shopify and ${recovered === 1 ? "was" : "were"} recovered.`,
          ]
        : []),
      ...limits.map((limit) => LIMITS[limit]),
    ],
  };
}

/** Counts what is there, never what is merely not known to be missing. */
function standingText(standing: DestinationStanding, changed: number): string {
  const { name, delivered, waiting, failed, leftOut, notOwed } = standing;
  if (delivered === changed) {
    return changed === 1 ? `It reached ${name}.` : `All ${formatNumber(changed)} reached ${name}.`;
  }
  const rest = [
    waiting > 0 && `${formatNumber(waiting)} waiting`,
    failed > 0 && `${formatNumber(failed)} failed`,
    leftOut > 0 && `${formatNumber(leftOut)} left out by its topics`,
    notOwed > 0 && `${formatNumber(notOwed)} from before it was connected, or canceled`,
  ].filter((part) => part !== false);
  const known = delivered + waiting + failed + leftOut + notOwed;
  if (known < changed) rest.push(`${formatNumber(changed - known)} not here yet`);
  return `${formatNumber(delivered)} of ${formatNumber(changed)} reached ${name}: ${rest.join(", ")}.`;
}

const LIMITS: Readonly<Record<Limit, string>> = {
  sixty_days:
    "Orders created more than 60 days ago are not seen: Shopify shows them only with the permission read_all_orders.",
  creations_only: "Only creations were looked for: the topic of later changes is not chosen.",
  changes_only: "Creations were not looked for by themselves: their topic is not chosen.",
  refunds_not_compared: "Refunds were not looked for: their topic is not chosen.",
  fulfillments_not_compared: "Fulfillments were not looked for: their topic is not chosen.",
  deletions_not_compared: "Deletions have not been looked for yet.",
};

export const SWEEP_MODES = {
  scheduled: "By schedule",
  asked: "Asked for",
  incident: "After a subscription was gone",
  presence: "For what was deleted",
} as const;

export const SWEEP_STATES: Readonly<Record<"running" | "finished" | "failed", Wording>> = {
  running: { label: "Under way", tone: "info" },
  finished: { label: "Done", tone: undefined },
  failed: { label: "Failed", tone: "critical" },
};

export const GAP_STATES: Readonly<Record<"open" | "recovered" | "arrived" | "gone", Wording>> = {
  open: { label: "Missing", tone: "critical" },
  recovered: { label: "Recovered", tone: "success" },
  arrived: { label: "Came later", tone: undefined },
  gone: { label: "Deleted at Shopify", tone: undefined },
};

export const CAUSES = {
  subscription_missing: "The subscription was missing then",
  rejected: "Rollcall refused requests around that time",
  never_sent: "Shopify did not send it, or it did not get here",
} as const;
