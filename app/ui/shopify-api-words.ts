import { formatNumber } from "./format.ts";

type Row = Readonly<{ topic: Readonly<{ title: string }>; missingScope: string | null }>;

export type LackingScope = Readonly<{ scope: string; text: string }>;

/** What each missing permission breaks, in words: the topics that do not come without it. */
export function scopesLacking(rows: readonly Row[]): LackingScope[] {
  const byScope = new Map<string, string[]>();
  for (const { topic, missingScope } of rows) {
    if (missingScope === null) continue;
    byScope.set(missingScope, [...(byScope.get(missingScope) ?? []), topic.title]);
  }
  return [...byScope].map(([scope, titles]) => ({
    scope,
    text: `Without ${scope}, Shopify sends nothing of: ${titles.join(", ")}.`,
  }));
}

type Results = Readonly<Partial<Record<string, number>>>;

const FAILURES: Readonly<Record<string, string>> = {
  "user-error": "declined",
  throttled: "limited",
  refused: "refused",
  unreachable: "not answered",
};

/** The name of a call, as words: `ReadWebhookSubscriptions` → “Read webhook subscriptions”. */
export function callText(name: string): string {
  const words = name.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Tries that were not answered as asked, in all. */
export function failuresOf(results: Results): number {
  return Object.keys(FAILURES).reduce((sum, kind) => sum + (results[kind] ?? 0), 0);
}

/** “2 limited, 1 refused”; empty when all went well. */
export function failuresText(results: Results): string {
  return Object.entries(FAILURES)
    .flatMap(([kind, word]) => (results[kind] ? [`${formatNumber(results[kind])} ${word}`] : []))
    .join(", ");
}
