import { expect, it } from "vitest";
import { compare, matches, parseSearch, type Term } from "./search-syntax.ts";

const thing: Record<string, string | number> = {
  name: "Gooseneck Kettle",
  price: 79,
  status: "open",
  updated_at: "2026-11-20T09:00:00Z",
};

function found(query: string): boolean | null {
  const search = parseSearch(query);
  return (
    search &&
    matches(search, (term: Term) => {
      const value = thing[term.field ?? "name"];
      return value !== undefined && compare(value, term, term.field === "updated_at");
    })
  );
}

it.each([
  ["status:open", true],
  ["status:OPEN price:>=79", true],
  ["status:open AND price:>79", false],
  ["status:closed OR price:<80", true],
  ["(status:closed OR status:open) AND name:goose*", true],
  ["-status:open", false],
  ["NOT status:closed", true],
  ['name:"Gooseneck Kettle"', true],
  ["updated_at:>='2026-11-20T09:00:00Z'", true],
  ["updated_at:>'2026-11-20T09:00:00Z'", false],
  ["updated_at:<2026-11-21", true],
  ["nothing:*", false],
  ["name:*", true],
  ["", true],
])("%s", (query, expected) => {
  expect(found(query)).toBe(expected);
});

it.each(["(", "a:1 AND", "a:1 OR OR b:2", "NOT", "a:1)", 'a:"open'])("refuses %s", (query) => {
  expect(parseSearch(query)).toBeNull();
});
