/**
 * Shopify's search syntax, as far as the simulator needs it: terms with a
 * field, comparators, AND, OR, NOT, a leading minus, and parentheses.
 * https://shopify.dev/docs/api/usage/search-syntax
 */

export interface Term {
  kind: "term";
  /** Null for a bare word. */
  field: string | null;
  comparator: ":" | ":>" | ":>=" | ":<" | ":<=";
  value: string;
}

export type Search = Term | { kind: "and" | "or"; parts: Search[] } | { kind: "not"; part: Search };

type Token = { kind: "(" | ")" | "and" | "or" | "not" } | Term;

const TERM =
  /^(?:([A-Za-z_][\w.]*):)?(>=|<=|>|<|=)?(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s()"']+))/;

function tokenise(text: string): Token[] | null {
  const tokens: Token[] = [];
  let rest = text.trimStart();
  while (rest.length > 0) {
    const word = /^(AND|OR|NOT)(?=[\s(]|$)/.exec(rest)?.[1];
    if (rest[0] === "(" || rest[0] === ")") {
      tokens.push({ kind: rest[0] });
      rest = rest.slice(1);
    } else if (word) {
      tokens.push({ kind: word.toLowerCase() as "and" | "or" | "not" });
      rest = rest.slice(word.length);
    } else if (/^-[A-Za-z_(]/.test(rest)) {
      tokens.push({ kind: "not" });
      rest = rest.slice(1);
    } else {
      const match = TERM.exec(rest);
      if (!match) return null;
      const sign = match[2] === "=" ? "" : (match[2] ?? "");
      tokens.push({
        kind: "term",
        field: match[1] ?? null,
        comparator: `:${sign}` as Term["comparator"],
        value: match[3] ?? match[4] ?? match[5] ?? "",
      });
      rest = rest.slice(match[0].length);
    }
    rest = rest.trimStart();
  }
  return tokens;
}

/** The search as a tree, or null when its syntax is wrong. An empty text is an empty AND. */
export function parseSearch(text: string): Search | null {
  const found = tokenise(text);
  if (!found) return null;
  const tokens: Token[] = found;
  if (tokens.length === 0) return { kind: "and", parts: [] };
  let at = 0;

  function either(): Search | null {
    const parts = [together()];
    while (tokens[at]?.kind === "or") {
      at += 1;
      parts.push(together());
    }
    return combine("or", parts);
  }

  function together(): Search | null {
    const parts: (Search | null)[] = [];
    for (;;) {
      const kind = tokens[at]?.kind;
      if (kind === undefined || kind === ")" || kind === "or") break;
      if (kind === "and") at += 1;
      parts.push(single());
      if (parts.at(-1) === null) return null;
    }
    return parts.length === 0 ? null : combine("and", parts);
  }

  function single(): Search | null {
    const token = tokens[at];
    at += 1;
    if (token?.kind === "not") {
      const part = single();
      return part && { kind: "not", part };
    }
    if (token?.kind === "(") {
      const inside = either();
      if (tokens[at]?.kind !== ")") return null;
      at += 1;
      return inside;
    }
    return token?.kind === "term" ? token : null;
  }

  const tree = either();
  return at === tokens.length ? tree : null;
}

function combine(kind: "and" | "or", parts: (Search | null)[]): Search | null {
  const whole = parts.filter((part) => part !== null);
  if (whole.length < parts.length) return null;
  const [only] = whole;
  return only && whole.length === 1 ? only : { kind, parts: whole };
}

/** Every term of a search. */
export function termsOf(search: Search): Term[] {
  if (search.kind === "term") return [search];
  if (search.kind === "not") return termsOf(search.part);
  return search.parts.flatMap(termsOf);
}

/** Whether something matches, given whether it matches one term. */
export function matches(search: Search, term: (term: Term) => boolean): boolean {
  switch (search.kind) {
    case "term":
      return term(search);
    case "not":
      return !matches(search.part, term);
    case "and":
      return search.parts.every((part) => matches(part, term));
    case "or":
      return search.parts.some((part) => matches(part, term));
  }
}

/** Whether a value stands in the term's relation to the term's value. */
export function compare(value: string | number, term: Term, asTime = false): boolean {
  if (term.value === "*" && term.comparator === ":") return true;
  let left: string | number = value;
  let right: string | number = term.value;
  if (asTime) {
    left = typeof value === "number" ? value : Date.parse(value);
    right = term.value === "now" ? Date.now() : Date.parse(term.value);
  } else if (term.comparator !== ":" || typeof value === "number") {
    left = Number(value);
    right = Number(term.value);
  } else {
    left = String(value).toLowerCase();
    right = term.value.toLowerCase();
    if (right.endsWith("*")) return left.startsWith(right.slice(0, -1));
  }
  switch (term.comparator) {
    case ":":
      return left === right;
    case ":>":
      return left > right;
    case ":>=":
      return left >= right;
    case ":<":
      return left < right;
    case ":<=":
      return left <= right;
  }
}
