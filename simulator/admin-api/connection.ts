import { GraphQLError } from "graphql";
import { plainId } from "../ids.ts";
import { compare, matches, parseSearch, termsOf, type Term } from "../search-syntax.ts";
import type { ApiContext, Args } from "./context.ts";

const LARGEST_PAGE = 250;

export interface Listing<T> {
  items: Iterable<T>;
  id: (item: T) => string;
  /** By the name of `sortKey`; what is missing is sorted by id. */
  sortValues?: Record<string, (item: T) => string | number>;
  defaultSort?: string;
  /** What `query` can ask for, by the name of the field. */
  searchable?: Record<string, (item: T, term: Term) => boolean>;
  /** When an item last changed; the search by `updated_at` does not know it for a while. */
  changedAt?: (item: T) => number;
  /** Turns an item into what the fields are read from. */
  node: (item: T) => unknown;
}

interface Cursor {
  last_id: string;
  last_value: string | number;
}

const bad = (message: string) => new GraphQLError(message, { extensions: { code: "BAD_REQUEST" } });

function readCursor(text: unknown): Cursor | null {
  if (typeof text !== "string") return null;
  try {
    const cursor = JSON.parse(Buffer.from(text, "base64").toString()) as Cursor;
    if (typeof cursor.last_id === "string") return cursor;
  } catch {
    // Falls through to the refusal.
  }
  throw bad("Invalid cursor for current pagination sort.");
}

/** Whether an argument was given; null counts as not given. */
function given(size: number | null | undefined): size is number {
  return size !== null && size !== undefined;
}

/** Ids compare by length first: they may be longer than a number is exact. */
function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/**
 * One page of a list, as a connection.
 *
 * @throws GraphQLError BAD_REQUEST for a page Shopify would not give.
 */
export function connection<T>(
  context: ApiContext,
  field: string,
  args: Args,
  listing: Listing<T>,
): unknown {
  const { first, last } = args as { first?: number | null; last?: number | null };
  const size = first ?? last;
  if (size === null || size === undefined) throw bad("you must provide one of first or last");
  if (given(first) && given(last)) throw bad("providing both first and last is not supported");
  if (size < 0) throw bad(`${given(first) ? "first" : "last"} cannot be negative`);
  if (size > LARGEST_PAGE)
    throw bad(`${given(first) ? "first" : "last"} cannot exceed ${LARGEST_PAGE}`);

  const sortKey = String(args["sortKey"] ?? listing.defaultSort ?? "ID");
  const valueOf = listing.sortValues?.[sortKey] ?? (() => 0);
  const sort = (a: T, b: T) => {
    const [x, y] = [valueOf(a), valueOf(b)];
    return (x < y ? -1 : x > y ? 1 : 0) || compareIds(listing.id(a), listing.id(b));
  };
  const sign = args["reverse"] === true ? -1 : 1;
  let items = searched(context, field, args, listing);

  const beyond = (item: T, cursor: Cursor) => {
    const value = valueOf(item);
    const order = value < cursor.last_value ? -1 : value > cursor.last_value ? 1 : 0;
    return sign * (order || compareIds(listing.id(item), cursor.last_id));
  };
  const after = readCursor(args["after"]);
  const before = readCursor(args["before"]);
  const all = items.length;
  let skippedBefore = 0;
  if (after) {
    items = items.filter((item) => beyond(item, after) > 0);
    skippedBefore = all - items.length;
  }
  const leftOver = items.length;
  if (before) items = items.filter((item) => beyond(item, before) < 0);
  const cutBefore = leftOver - items.length;
  const page = given(first)
    ? smallest(items, first, (a, b) => sign * sort(a, b))
    : items.sort((a, b) => sign * sort(a, b)).slice(Math.max(0, items.length - size));
  const moreAfter = given(first) ? items.length > page.length || cutBefore > 0 : cutBefore > 0;
  const moreBefore = given(first)
    ? skippedBefore > 0
    : items.length > page.length || skippedBefore > 0;
  const edges = page.map((item) => ({
    cursor: Buffer.from(
      JSON.stringify({ last_id: listing.id(item), last_value: valueOf(item) }),
    ).toString("base64"),
    node: listing.node(item),
  }));
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: {
      hasNextPage: moreAfter,
      hasPreviousPage: moreBefore,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** The first `count` items in order, without sorting all of them: a store may have a great many. */
function smallest<T>(items: T[], count: number, compareTo: (a: T, b: T) => number): T[] {
  const chosen: T[] = [];
  for (const item of items) {
    const last = chosen[count - 1];
    if (count === 0 || (last !== undefined && compareTo(last, item) <= 0)) continue;
    let [low, high] = [0, chosen.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareTo(chosen[middle] as T, item) <= 0) low = middle + 1;
      else high = middle;
    }
    chosen.splice(low, 0, item);
    if (chosen.length > count) chosen.pop();
  }
  return chosen;
}

/** What `query` leaves of a list. An unknown field is ignored with a warning, as Shopify does. */
export function searched<T>(
  context: ApiContext,
  field: string,
  args: Args,
  listing: Listing<T>,
): T[] {
  const items = [...listing.items];
  const query = args["query"];
  if (typeof query !== "string" || query.trim() === "") return items;
  const search = parseSearch(query);
  if (!search) return items;
  const known = listing.searchable ?? {};
  const warnings = termsOf(search)
    .filter((term) => term.field !== null && !(term.field in known) && term.field !== "id")
    .map((term) => ({
      field: term.field,
      message: "Invalid search field for this query.",
      code: "invalid_field",
    }));
  if (warnings.length > 0) context.searchWarnings.push({ path: [field], query, warnings });
  const { changedAt } = listing;
  const indexedTo = context.now - context.simulation.settings.searchLagMs;
  const byChange = termsOf(search).some((term) => term.field === "updated_at");
  const indexed =
    changedAt && byChange ? items.filter((item) => changedAt(item) <= indexedTo) : items;
  return indexed.filter((item) =>
    matches(search, (term) => {
      if (term.field === "id") return compare(Number(listing.id(item)), withPlainId(term));
      const test = known[term.field ?? "default"];
      return test ? test(item, term) : true;
    }),
  );
}

function withPlainId(term: Term): Term {
  return { ...term, value: plainId(term.value) };
}

/** The search by a point in time, over milliseconds cut to whole seconds as Shopify keeps them. */
export function byTime<T>(at: (item: T) => number): (item: T, term: Term) => boolean {
  return (item, term) => compare(Math.floor(at(item) / 1000) * 1000, term, true);
}

/** The search by a text. */
export function byText<T>(of: (item: T) => string | null): (item: T, term: Term) => boolean {
  return (item, term) => compare(of(item) ?? "", { ...term, comparator: ":" });
}

/** The answer of a `…Count` field. */
export function countOf(total: number, limit: unknown): unknown {
  const cap = typeof limit === "number" ? limit : 10_000;
  return { count: Math.min(total, cap), precision: total > cap ? "AT_LEAST" : "EXACT" };
}

/** One page of a list that can be neither sorted nor searched. */
export function listed<T extends { id: string }>(
  context: ApiContext,
  field: string,
  args: Args,
  items: T[],
  node: (item: T) => unknown,
): unknown {
  return connection(context, field, args, { items, id: (item) => item.id, node });
}
