import type { Preview } from "../destination-kind.ts";
import type { Change, NothingReason } from "./change.ts";
import { consentValues, stateValues } from "./fields.ts";
import { recordKey } from "./known-record.ts";
import type { Mapping } from "./mapping.ts";
import { mapValues } from "./mapping.ts";
import { type OrderStage, orderState } from "./order-state.ts";

export type PreviewOptions = Readonly<{
  mapping: Mapping;
  shopDomain: string;
  stage: (stage: OrderStage) => Readonly<Record<string, string>>;
  /** What the CRM calls them. */
  titles: Readonly<{ customer: string; order: string }>;
}>;

const NOTHING: Readonly<Record<NothingReason, string>> = {
  topic_not_mapped: "Nothing is written: events of this topic say nothing that a CRM holds.",
  test_order: "Nothing is written: this is a test order.",
  merge_failed: "Nothing is written: Shopify says that this merge failed.",
  payload_not_understood: "Nothing is written: the event does not have the shape of its topic.",
};

/** What would be written for an event, by itself: what is known from earlier ones may add to it. */
export function previewChange(change: Change, options: PreviewOptions): Preview {
  const { mapping, shopDomain, titles } = options;
  const both = { creating: true, keepFilled: false };
  switch (change.type) {
    case "nothing":
      return { title: "Nothing", text: NOTHING[change.because] };
    case "merge":
      return {
        title: titles.customer,
        text: `Customer ${change.goneId} is merged into customer ${change.keptId}.`,
      };
    case "customer": {
      const values = { ...change.values, ...consentValues(change.facts) };
      const fields = mapValues("customer", mapping.customer, values, both);
      return table(titles.customer, recordKey(shopDomain, change.customerId), fields);
    }
    case "order": {
      const state = orderState(change.facts);
      if (!state) {
        return {
          title: titles.order,
          text: "This adds to its order, and is written together with what is known of it.",
        };
      }
      const values = { ...change.whole?.values, ...stateValues(state) };
      const fields = mapValues("order", mapping.order, values, both);
      const key = recordKey(shopDomain, change.orderId);
      return table(titles.order, key, { ...fields, ...options.stage(state.stage) });
    }
  }
}

function table(title: string, key: string, values: Readonly<Record<string, string>>): Preview {
  const rows = Object.entries(values).map(([label, value]) => ({ label, value }));
  return { title: `${title} ${key}`, fields: rows };
}
