import type { HttpDestinationForm } from "./destination.ts";

/** A destination's form as the browser sends it. What is missing takes its default later. */
export function readDestinationForm(data: FormData): HttpDestinationForm {
  const text = (name: string): string => {
    const value = data.get(name);
    return typeof value === "string" ? value : "";
  };
  return {
    name: text("name"),
    url: text("url"),
    shopifyHmac: text("shopifyHmac") === "true",
    topics: text("topics").split(",").filter(Boolean),
    onDeadLetter: text("onDeadLetter") || "free",
    maxAgeHours: text("maxAgeHours"),
    concurrency: text("concurrency"),
  };
}

/** The opposite, for submitting. @param intent what the form is sent for */
export function writeDestinationForm(
  fields: Readonly<{
    name: string;
    url: string;
    shopifyHmac: boolean;
    topics: readonly string[];
    onDeadLetter: string;
    maxAgeHours: string;
    concurrency: string;
  }>,
  intent: "save" | "test",
): Record<string, string> {
  return {
    ...fields,
    intent,
    shopifyHmac: String(fields.shopifyHmac),
    topics: fields.topics.join(","),
  };
}
