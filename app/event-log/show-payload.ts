import { isPersonal } from "./personal-field.ts";

export type ShownPayload = Readonly<{
  /** Indented JSON in which every number and text is written exactly as it was received. */
  text: string;
  /** How many values are hidden. */
  hidden: number;
}>;

type Level = { kind: "{" | "["; path: readonly string[]; key: string | undefined; items: number };

const HIDDEN = '"••••••"';
// Begins only where a word does: tried at every letter of a long one (an image in a description,
// say) it would cost the square of its length.
const EMAIL = /(?<![^\s"<>@,;:\\])[^\s"<>@,;:\\]+@[^\s"<>@,;:\\]+\.[a-z]{2,}/gi;
const PHONE = /\+\d[\d\s().-]{6,}\d/g;
const TOKEN = /[\s]*(?:([{}[\],:])|("[^"\\]*(?:\\.[^"\\]*)*")|([^\s{}[\],:"]+))/y;

/**
 * Indents a payload for people and hides what is personal in it. Works on the text, token by token:
 * parsing and writing it again would round Shopify's ids and lose how a number was written.
 * @param reveal show everything
 * @param rootIsPerson the payload itself describes a customer
 * @returns undefined when the text is not JSON.
 */
export function showPayload(
  text: string,
  { reveal, rootIsPerson }: Readonly<{ reveal: boolean; rootIsPerson: boolean }>,
): ShownPayload | undefined {
  const levels: Level[] = [];
  const out: string[] = [];
  let hidden = 0;
  const newLine = () => out.push("\n", "  ".repeat(levels.length));

  const scalar = (token: string, isText: boolean): void => {
    const level = levels.at(-1);
    if (level?.kind === "{" && level.key === undefined && isText) {
      level.items += 1;
      level.key = readKey(token);
      newLine();
      out.push(token);
      return;
    }
    if (level?.kind === "[") startItem(level);
    const shown = reveal ? token : hide(token, isText, pathOf(level), rootIsPerson);
    if (shown !== token) hidden += 1;
    out.push(shown);
  };
  const startItem = (level: Level): void => {
    level.items += 1;
    newLine();
  };

  if (!isJson(text)) return undefined;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const [, mark, quoted, bare] = match;
    const level = levels.at(-1);
    if (quoted !== undefined) scalar(quoted, true);
    else if (bare !== undefined) scalar(bare, false);
    else if (mark === "{" || mark === "[") {
      if (level?.kind === "[") startItem(level);
      levels.push({ kind: mark, path: pathOf(level), key: undefined, items: 0 });
      out.push(mark);
    } else if (mark === "}" || mark === "]") {
      const closed = levels.pop();
      if (closed && closed.items > 0) newLine();
      out.push(mark);
    } else if (mark === ",") {
      if (level) level.key = undefined;
      out.push(",");
    } else out.push(": ");
  }
  return { text: out.join(""), hidden };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The keys down to the value that comes next within `level`. */
function pathOf(level: Level | undefined): readonly string[] {
  if (!level) return [];
  return level.key === undefined ? level.path : [...level.path, level.key];
}

function readKey(token: string): string {
  return (JSON.parse(token) as string).toLowerCase();
}

function hide(
  token: string,
  isText: boolean,
  path: readonly string[],
  rootIsPerson: boolean,
): string {
  if (token === "null" || token === "true" || token === "false" || token === '""') return token;
  if (isPersonal(path, rootIsPerson)) return HIDDEN;
  return isText ? token.replace(EMAIL, "••••@••••").replace(PHONE, "+••••••") : token;
}
