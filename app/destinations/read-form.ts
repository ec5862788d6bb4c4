import type { DestinationForm } from "./destination.ts";

/** The fields as they stand in the form, all of them text. */
export type DestinationFields = Readonly<{
  name: string;
  /** Empty: every topic. */
  topics: readonly string[];
  onDeadLetter: string;
  maxAgeHours: string;
  concurrency: string;
  /** Empty: no limit. */
  ratePerSecond: string;
  /** The kind's own fields. */
  own: Readonly<Record<string, string>>;
}>;

/** The kind's own fields go by a name that no general one can have. */
const OWN = "own.";

/** A destination's form as the browser sends it. What is missing takes its default later. */
export function readDestinationForm(data: FormData): DestinationForm {
  const text = (name: string): string => {
    const value = data.get(name);
    return typeof value === "string" ? value : "";
  };
  const own = [...data.keys()].filter((name) => name.startsWith(OWN));
  return {
    name: text("name"),
    topics: text("topics").split(",").filter(Boolean),
    onDeadLetter: text("onDeadLetter") || "free",
    maxAgeHours: text("maxAgeHours"),
    concurrency: text("concurrency"),
    ratePerSecond: text("ratePerSecond"),
    fields: Object.fromEntries(own.map((name) => [name.slice(OWN.length), text(name)])),
  };
}

/** The opposite, for submitting. @param intent what the form is sent for */
export function writeDestinationForm(
  { own, topics, ...fields }: DestinationFields,
  intent: "save" | "test",
): Record<string, string> {
  const kinds = Object.entries(own).map(([name, value]) => [OWN + name, value]);
  return { ...fields, ...Object.fromEntries(kinds), intent, topics: topics.join(",") };
}
