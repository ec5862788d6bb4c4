import { Badge } from "@shopify/polaris";
import type { DeliveryView, EventSource } from "#app/event-log/event-filter.ts";
import { DELIVERY_WORDS, SOURCE_WORDS, type Wording } from "./words.ts";

/** A state in its word and colour; the word alone says it, the colour only helps. */
export function WordBadge({ words }: Readonly<{ words: Wording }>) {
  return words.tone ? <Badge tone={words.tone}>{words.label}</Badge> : <Badge>{words.label}</Badge>;
}

/** `name`: the destination, where several stand side by side. */
export function DeliveryBadge({ view, name }: Readonly<{ view: DeliveryView; name?: string }>) {
  const words = DELIVERY_WORDS[view];
  return <WordBadge words={name ? { ...words, label: `${name}: ${words.label}` } : words} />;
}

export function SourceBadge({ source }: Readonly<{ source: EventSource }>) {
  return <WordBadge words={SOURCE_WORDS[source]} />;
}
