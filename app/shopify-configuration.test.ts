import { access, readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { DEFAULT_TOPICS, findTopic, TOPICS } from "#app/subscriptions/topics.ts";
import { LIFECYCLE_TOPICS } from "#app/intake/new-event.ts";
import { API_VERSION } from "#app/shopify.server.ts";

type Value = string | number | boolean | string[];
type Section = Readonly<{ name: string; values: Record<string, Value> }>;

/** Reads what these files use of TOML: sections, and values that are JSON too. */
function readToml(text: string): Section[] {
  const sections: Section[] = [{ name: "", values: {} }];
  for (const line of text.split("\n").map((raw) => raw.trim())) {
    if (line === "" || line.startsWith("#")) continue;
    const heading = /^\[{1,2}([\w.]+)\]{1,2}$/.exec(line);
    if (heading) {
      sections.push({ name: heading[1]!, values: {} });
      continue;
    }
    const [, key, value] = /^(\w+)\s*=\s*(.+)$/.exec(line) ?? [];
    if (!key || !value) throw new Error(`not understood: ${line}`);
    sections.at(-1)!.values[key] = JSON.parse(value) as Value;
  }
  return sections;
}

describe("shopify.app.toml, as far as the CLI does not check it", () => {
  let text = "";
  let sections: Section[] = [];
  let subscriptions: Section[] = [];
  let schema: string;
  const valuesOf = (name: string) => sections.find((section) => section.name === name)!.values;

  beforeAll(async () => {
    text = await readFile("shopify.app.toml", "utf8");
    sections = readToml(text);
    subscriptions = sections.filter(({ name }) => name === "webhooks.subscriptions");
    schema = gunzipSync(await readFile(`simulator/schema/admin_${API_VERSION}.json.gz`)).toString();
  });

  test("has only the sections and keys that Shopify knows", () => {
    const known: Record<string, string[]> = {
      "": ["client_id", "name", "handle", "application_url", "embedded"],
      build: ["automatically_update_urls_on_dev"],
      access_scopes: ["scopes", "optional_scopes", "use_legacy_install_flow"],
      auth: ["redirect_urls"],
      webhooks: ["api_version"],
      "webhooks.subscriptions": ["topics", "compliance_topics", "uri"],
    };
    for (const { name, values } of sections) {
      expect(known[name], `[${name}]`).toEqual(expect.arrayContaining(Object.keys(values)));
    }
  });

  test("lets every topic that can be chosen have a scope that it needs, asked for or to be asked for", () => {
    const { scopes, optional_scopes: optional } = valuesOf("access_scopes");
    const askable = new Set([...String(scopes).split(","), ...(optional as string[])]);
    for (const topic of TOPICS) {
      expect(topic.scopes.length === 0 || askable.has(topic.scopes[0]!), topic.topic).toBe(true);
    }
  });

  test("speaks the version of the Admin API that the app speaks, and that Shopify serves", () => {
    expect(valuesOf("webhooks")["api_version"]).toBe(API_VERSION);
    expect(API_VERSION).toMatch(/^20\d\d-(01|04|07|10)$/);
  });

  test("asks for scopes that exist, by managed installation", () => {
    const scopes = String(valuesOf("access_scopes")["scopes"]).split(",");
    expect(scopes.length).toBe(new Set(scopes).size);
    for (const scope of scopes) expect(schema, scope).toMatch(new RegExp(`\\b${scope}\\b`));
    expect(valuesOf("access_scopes")["use_legacy_install_flow"]).toBe(false);
    expect(valuesOf("")["embedded"]).toBe(true);
  });

  test("asks for what the default set of topics needs", () => {
    const scopes = String(valuesOf("access_scopes")["scopes"]).split(",");
    const without = DEFAULT_TOPICS.filter(
      (topic) => !findTopic(topic)!.scopes.some((scope) => scopes.includes(scope)),
    );
    expect(without).toEqual([]);
  });

  test("sends every lifecycle and compliance topic, and nothing else, to the one address", () => {
    const topics = subscriptions.flatMap(({ values }) => [
      ...((values["topics"] as string[] | undefined) ?? []),
      ...((values["compliance_topics"] as string[] | undefined) ?? []),
    ]);
    expect(topics.sort()).toEqual([...LIFECYCLE_TOPICS].sort());
    expect(subscriptions.map(({ values }) => values["uri"])).toEqual(
      subscriptions.map(() => "/webhooks"),
    );
    const compliance = subscriptions.flatMap(({ values }) => values["compliance_topics"] ?? []);
    expect(compliance).toEqual(["customers/data_request", "customers/redact", "shop/redact"]);
  });

  test("is linked by the CLI, not by hand, and keeps its addresses together", () => {
    expect(valuesOf("")["client_id"]).toBe("");
    const address = String(valuesOf("")["application_url"]);
    expect(new URL(address).origin).toBe(address);
    for (const url of valuesOf("auth")["redirect_urls"] as string[]) {
      expect(url.startsWith(`${address}/`)).toBe(true);
    }
  });

  test("names files that exist", async () => {
    const files = new Set(text.match(/\bapp\/[\w./-]+\.tsx?\b/g));
    expect(files.size).toBeGreaterThanOrEqual(5);
    for (const file of files) await access(file);
  });
});
