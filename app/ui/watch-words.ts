import { topicTitle } from "./words.ts";

/** A finding as a person reads it: what is wrong, and what to do. */
type WatchText = Readonly<{ title: string; text: string }>;

type Shown = Readonly<{ cause: string; subject: string; detail: unknown }>;

/** Words for what the watch sees and cannot mend. */
export function watchText({ cause, subject, detail }: Shown): WatchText {
  const topic = subject === "" ? "" : topicTitle(subject);
  switch (cause) {
    case "token-refused":
      return {
        title: "Shopify refuses Rollcall’s access to the store",
        text: "Events that are registered still come in. What has gone missing cannot be noticed or mended until access works again: it is renewed when you open the app, as now. If this stays, install the app again.",
      };
    case "payload-shape":
      return {
        title: `${topic}: Shopify sends other fields than before`,
        text: `${describeDifference(detail)} Look at the newest event, and whether your systems can read it.`,
      };
    case "api-version":
      return {
        title: `${topic}: sent in another API version`,
        text: `Events come in version ${listed(detail, "actual") || "unknown"}, Rollcall expects ${listed(detail, "expected")}. Deploy the app’s configuration to change it.`,
      };
    case "silent-topic":
      return {
        title: `${topic}: no events come any more`,
        text: "The store goes on and other events come in. Shopify says that the subscription is there: register it anew, or look at Shopify’s status page.",
      };
    case "sent-twice":
      return {
        title: `${topic}: every event comes twice`,
        text: "Two subscriptions send it, one of them probably in the app’s configuration. Each event is kept and delivered once.",
      };
    default:
      return { title: cause, text: "" };
  }
}

function describeDifference(detail: unknown): string {
  const parts = [
    ["added", "New"],
    ["missing", "No longer there"],
    ["emptied", "Empty where there was something"],
    ["retyped", "Of another type"],
  ].flatMap(([key = "", label = ""]) => {
    const fields = listed(detail, key);
    return fields === "" ? [] : [`${label}: ${fields}.`];
  });
  return parts.join(" ");
}

/** The texts under one key of a finding's detail. */
function listed(detail: unknown, key: string): string {
  const value =
    typeof detail === "object" && detail !== null ? Reflect.get(detail, key) : undefined;
  if (Array.isArray(value)) return value.map(String).join(", ");
  return typeof value === "string" ? value : "";
}
