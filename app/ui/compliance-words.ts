import type { ComplianceTopic } from "#app/compliance/compliance-topic.ts";
import { countOf, formatNumber } from "./format.ts";
import type { Wording } from "./words.ts";

export const COMPLIANCE_TOPICS: Readonly<Record<ComplianceTopic, string>> = {
  "customers/data_request": "A customer asked for their data",
  "customers/redact": "A customer is to be forgotten",
  "shop/redact": "The store is to be forgotten",
};

/** @param state as it is stored */
export function complianceState(state: string): Wording {
  switch (state) {
    case "done":
      return { label: "Done", tone: "success" };
    case "cancelled":
      return { label: "Canceled" };
    default:
      return { label: "In progress", tone: "info" };
  }
}

type Counted = Readonly<{
  topic: ComplianceTopic;
  eventsRead: number;
  eventsFound: number;
  eventsErased: number;
}>;

/** What has been done so far, in numbers that name nobody. */
export function complianceText({ topic, eventsRead, eventsFound, eventsErased }: Counted): string {
  const read = `${countOf(eventsRead, "event")} read`;
  return topic === "customers/data_request"
    ? `${read}, ${formatNumber(eventsFound)} about them`
    : `${read}, ${formatNumber(eventsErased)} erased`;
}
