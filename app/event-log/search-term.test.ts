import { describe, expect, test } from "vitest";
import { MOST_TERMS, queryTerms, type SearchFields, searchTerms } from "./search-term.ts";

const order: SearchFields = {
  ids: ["5123456789012345678", "7001"],
  names: ["#1042"],
  emails: ["Ada.Lovelace@Example.com"],
  phones: ["+44 20 7946 0958"],
  people: ["Ada  Lovelace"],
  skus: ["MUG-BLUE"],
};

describe("what an event can be found by", () => {
  const found: [typed: string, why: string][] = [
    ["#1042", "the order's name"],
    ["1042", "the name without its mark"],
    [" # 1042 ", "with stray spaces"],
    ["5123456789012345678", "an id beyond 2^53, digit by digit"],
    ["gid://shopify/Order/5123456789012345678", "an Admin API id"],
    ["https://admin.shopify.com/store/demo/orders/5123456789012345678?x=1", "the admin's address"],
    ["7001", "the customer's id"],
    ["ada.lovelace@example.com", "the e-mail in any case"],
    ["020 7946 0958", "the phone in national notation"],
    ["+442079460958", "the phone in international notation"],
    ["ada lovelace", "the person's name"],
    ["mug-blue", "a SKU"],
  ];
  test.each(found)("%s: %s", (typed) => {
    const terms = new Set(searchTerms(order));
    expect(queryTerms(typed).some((term) => terms.has(term))).toBe(true);
  });

  const notFound = ["1043", "5123456789012345679", "lovelace@example.com", "", "   ", "#", "blue"];
  test.each(notFound)("not by %j", (typed) => {
    const terms = new Set(searchTerms(order));
    expect(queryTerms(typed).some((term) => terms.has(term))).toBe(false);
  });

  test("an id that ends in the same digits as a name is not that name", () => {
    expect(searchTerms({ ids: ["1042"] })).toEqual(["id:1042"]);
    expect(searchTerms({ names: ["1042"] })).toEqual(["name:1042"]);
  });

  test("missing and empty values make no terms, equal ones make one", () => {
    expect(
      searchTerms({
        names: [null, undefined, "", "#"],
        emails: ["none"],
        ids: ["x"],
      }),
    ).toEqual([]);
    expect(searchTerms({ names: ["#7", "7"] })).toEqual(["name:7"]);
  });

  test("an order of a thousand lines makes a bounded number of terms, its ids and names first", () => {
    const skus = Array.from({ length: 1_000 }, (_, line) => `SKU-${line}`);
    const terms = searchTerms({ skus, names: ["#1"], ids: ["9"] });
    expect(terms).toHaveLength(MOST_TERMS);
    expect(terms.slice(0, 2)).toEqual(["id:9", "name:1"]);
  });
});
