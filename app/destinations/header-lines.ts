import type { HeaderPair } from "./destination-kind.ts";

export type HeaderLines =
  Readonly<{ ok: true; headers: readonly HeaderPair[] }> | Readonly<{ ok: false; message: string }>;

const MOST = 20;
const LONGEST = 1_000;
/** RFC 9110, section 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VALUE = /^[\x20-\x7e]*$/;
/** What the connection needs, what we send ourselves, and what a credential is for. */
const RESERVED =
  /^(?:host|connection|keep-alive|upgrade|te|trailer|expect|transfer-encoding|content-(?:length|type|encoding)|user-agent|cookie|authorization|proxy-.*|sec-.*|webhook-.*|rollcall-.*|x-shopify-.*|shopify-.*)$/i;

/** Reads headers as a person types them, one on each line. */
export function readHeaderLines(text: string): HeaderLines {
  const lines = text.split("\n").map((line) => line.trim());
  const headers: HeaderPair[] = [];
  for (const line of lines.filter((each) => each !== "")) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon)).trim();
    const value = line.slice(colon + 1).trim();
    const shown = (name || line).slice(0, 40);
    if (colon < 1 || value === "") return refuse(`Write “${shown}” as Name: value.`);
    if (!TOKEN.test(name)) return refuse(`Use letters, digits and dashes in the name “${shown}”.`);
    if (RESERVED.test(name))
      return refuse(`Choose another name than “${shown}”: Rollcall sets it.`);
    if (!VALUE.test(value))
      return refuse(`Use only plain letters, digits and signs in “${shown}”.`);
    if (value.length > LONGEST) return refuse(`Use at most ${LONGEST} characters in “${shown}”.`);
    if (headers.some(([other]) => other.toLowerCase() === name.toLowerCase())) {
      return refuse(`Write “${shown}” once.`);
    }
    headers.push([name, value]);
  }
  return headers.length > MOST ? refuse(`Use at most ${MOST} headers.`) : { ok: true, headers };
}

function refuse(message: string): HeaderLines {
  return { ok: false, message };
}
