import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";

/** Something on the command line or in the environment that is missing or wrong. */
export class OptionError extends Error {}

/**
 * @typedef {Readonly<{
 *   url: URL, forward: URL, topics: string[], since: string | undefined,
 *   token: string, signingSecret: string, secretIsNew: boolean, shopifySecret: string | undefined,
 * }>} Options
 */

/**
 * Reads what to do. Secrets come from the environment only: arguments can be seen by others.
 * @param {string[]} argv
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {Options}
 * @throws {OptionError}
 */
export function readOptions(argv, environment) {
  const { url, forward, topics, since } = parse(argv);
  const token = environment["ROLLCALL_TOKEN"]?.trim();
  if (!token) {
    throw new OptionError("Set ROLLCALL_TOKEN to a token made in Rollcall under API tokens.");
  }
  const own = environment["ROLLCALL_SIGNING_SECRET"]?.trim();
  if (own && !/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/.test(own)) {
    throw new OptionError("Set ROLLCALL_SIGNING_SECRET to whsec_ and the secret in base64.");
  }
  const address = readUrl("--url", url ?? environment["ROLLCALL_URL"]);
  if (address.protocol !== "https:" && !isThisComputer(address)) {
    throw new OptionError("Use https in --url: the token must not be sent in the clear.");
  }
  const target = readUrl("--forward", forward);
  if (!isThisComputer(target)) {
    throw new OptionError(
      "Use an address of this computer in --forward, such as http://localhost:3000/webhooks.",
    );
  }
  return {
    url: address,
    forward: target,
    topics:
      topics
        ?.split(",")
        .map((topic) => topic.trim())
        .filter(Boolean) ?? [],
    since,
    token,
    signingSecret: own ?? `whsec_${randomBytes(32).toString("base64")}`,
    secretIsNew: !own,
    shopifySecret: environment["SHOPIFY_API_SECRET"]?.trim() || undefined,
  };
}

/** @param {string[]} argv */
function parse(argv) {
  // `listen` may stand in front, as in "rollcall listen --forward …".
  const args = argv[0] === "listen" ? argv.slice(1) : argv;
  const text = { type: /** @type {const} */ ("string") };
  try {
    return parseArgs({ args, options: { url: text, forward: text, topics: text, since: text } })
      .values;
  } catch (error) {
    throw new OptionError(error instanceof Error ? error.message : String(error));
  }
}

/** @param {string} name @param {string | undefined} value */
function readUrl(name, value) {
  if (value && URL.canParse(value) && /^https?:/.test(value)) return new URL(value);
  throw new OptionError(`Give ${name} an address that begins with http:// or https://.`);
}

/** @param {URL} url */
function isThisComputer({ hostname }) {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}
