/**
 * What an event can be found by. Intake turns the values it reads from a payload into terms, the
 * search box turns what was typed into the terms it could mean; both are hashed with the shop's own
 * key, so a search is an exact match and no e-mail or name stands readable beside an event.
 */

/** Values read from a payload, as text (ids losslessly: they exceed 2^53). */
export type SearchFields = Readonly<{
  /** Names people call the resource: `#1042`, `1042`, `EN1042-A`; a fulfilment's `#1042.1`. */
  names?: readonly Text[];
  /** Numeric ids: of the resource itself, its order, its customer. */
  ids?: readonly Text[];
  emails?: readonly Text[];
  phones?: readonly Text[];
  /** Full names of people. */
  people?: readonly Text[];
  skus?: readonly Text[];
  /** Titles of products. */
  titles?: readonly Text[];
}>;

type Text = string | null | undefined;

/** An order of hundreds of lines must not make its row large; the first values are enough to find it. */
export const MOST_TERMS = 64;
const LONGEST_VALUE = 320;
/** Country codes and leading zeros are written in many ways; the last digits are always the same. */
const PHONE_DIGITS = 9;

const kinds = {
  ids: ["id", normaliseId],
  names: ["name", normaliseName],
  emails: ["email", normaliseEmail],
  phones: ["phone", normalisePhone],
  people: ["person", normaliseWords],
  skus: ["sku", normaliseWords],
  titles: ["title", normaliseWords],
} as const satisfies Record<keyof SearchFields, readonly [string, (text: string) => string]>;

/** @returns the terms of an event, `<kind>:<normalised value>`, each once, at most `MOST_TERMS`. */
export function searchTerms(fields: SearchFields): string[] {
  const terms = new Set<string>();
  for (const field of Object.keys(kinds) as (keyof SearchFields)[]) {
    const [kind, normalise] = kinds[field];
    for (const value of fields[field] ?? []) {
      if (terms.size >= MOST_TERMS) return [...terms];
      const normalised = value && normalise(value.slice(0, LONGEST_VALUE));
      if (normalised) terms.add(`${kind}:${normalised}`);
    }
  }
  return [...terms];
}

/**
 * Every term that a typed text could mean; an event that has any of them matches.
 * An address of Shopify's admin or a `gid://` stands for the id at its end.
 */
export function queryTerms(text: string): string[] {
  const typed = text.trim().slice(0, LONGEST_VALUE);
  if (typed === "") return [];
  const linked =
    /^(?:gid:\/\/shopify\/\w+|https:\/\/admin\.shopify\.com\/.*|https:\/\/[\w-]+\.myshopify\.com\/admin\/.*)\/(\d+)(?:[/?#].*)?$/.exec(
      typed,
    );
  if (linked?.[1]) return searchTerms({ ids: [linked[1]] });
  if (typed.includes("@")) return searchTerms({ emails: [typed], titles: [typed] });
  const fields: SearchFields = {
    names: [typed],
    people: [typed],
    skus: [typed],
    titles: [typed],
  };
  if (/^\d+$/.test(typed)) return searchTerms({ ...fields, ids: [typed], phones: [typed] });
  if (/^[+\d\s().-]+$/.test(typed)) return searchTerms({ ...fields, phones: [typed] });
  return searchTerms(fields);
}

/** Digits without leading zeros; of a `gid://shopify/Order/5123` the part at its end. */
function normaliseId(text: string): string {
  return /(\d+)$/.exec(text.trim())?.[1]?.replace(/^0+(?=\d)/, "") ?? "";
}

/** `#1042`, ` 1042` and `# 1042` are one name. */
function normaliseName(text: string): string {
  return normaliseWords(text).replace(/^#\s*/, "");
}

function normaliseEmail(text: string): string {
  const email = text.trim().toLowerCase();
  return email.includes("@") ? email : "";
}

function normalisePhone(text: string): string {
  const digits = text.replace(/\D/g, "");
  return digits.length >= 6 ? digits.slice(-PHONE_DIGITS) : "";
}

function normaliseWords(text: string): string {
  return text.normalize("NFKC").trim().replace(/\s+/g, " ").toLowerCase();
}
