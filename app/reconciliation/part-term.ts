import { searchTerms } from "#app/event-log/search-term.ts";

/** The search term that intake gave the event of a part of an order: the keyed hash of its id. */
export function partTerm(
  key: Readonly<{ term: (text: string) => bigint }>,
  partId: string,
): bigint {
  const [term = ""] = searchTerms({ ids: [partId] });
  return key.term(term);
}
