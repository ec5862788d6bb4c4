import { z } from "zod";
import type { CrmFailure } from "../crm/vendor.ts";
import type { SetUpResult, SetUpStep } from "../destination-kind.ts";
import type { HubSpotClient } from "./hubspot-client.server.ts";
import type { HubSpotSettings } from "./hubspot-description.ts";
import { KEY_PROPERTY, OWN_PROPERTIES, STATE_PROPERTY } from "./hubspot-mapping.ts";

const properties = z.object({
  results: z.array(z.object({ name: z.string(), hasUniqueValue: z.boolean().optional() })),
});
const pipelines = z.object({
  results: z.array(
    z.object({ id: z.string(), label: z.string(), stages: z.array(z.object({ id: z.string() })) }),
  ),
});

const PEOPLE_SAY: Readonly<Record<string, string>> = {
  contacts: "contacts",
  orders: "orders",
  deals: "deals",
  line_items: "line items",
};

/** Makes ready what HubSpot must have: the key and our own properties, and looks at the stages. */
export async function setUpHubSpot(
  client: HubSpotClient,
  settings: HubSpotSettings,
): Promise<SetUpResult> {
  const steps: SetUpStep[] = [];
  const types = ["contacts", settings.orderObject, ...(settings.lines ? ["line_items"] : [])];
  for (const type of types) steps.push(...(await readyType(client, type)));
  steps.push(await readyStages(client, settings));
  return { ok: steps.every(({ ok }) => ok), steps };
}

async function readyType(client: HubSpotClient, type: string): Promise<SetUpStep[]> {
  const people = PEOPLE_SAY[type] ?? type;
  const answer = await client.call("GET", `/crm/properties/2026-03/${type}`);
  if (!answer.ok) return [{ ok: false, text: failureText(answer, people) }];
  const parsed = properties.safeParse(answer.value.json);
  if (!parsed.success)
    return [{ ok: false, text: `HubSpot’s list of ${people} fields is unclear.` }];
  const there = new Map(parsed.data.results.map((one) => [one.name, one.hasUniqueValue === true]));
  const steps: SetUpStep[] = [];
  for (const [name, kind] of ownProperties(type)) {
    const unique = name === KEY_PROPERTY;
    if (there.has(name)) {
      if (unique && there.get(name) !== true) {
        steps.push({
          ok: false,
          text: `The field ${name} of ${people} allows the same value twice. Delete it in HubSpot, then set up again.`,
        });
      }
      continue;
    }
    const made = await client.call("POST", `/crm/properties/2026-03/${type}`, {
      name,
      label: LABELS[name] ?? name,
      type: kind,
      fieldType: FIELD_TYPES[kind],
      groupName: GROUPS[type] ?? "",
      ...(unique && { hasUniqueValue: true }),
    });
    // Another process may have made it in this moment.
    const exists = !made.ok && made.why === "judged" && made.cause === "OBJECT_ALREADY_EXISTS";
    if (!made.ok && !exists) steps.push({ ok: false, text: failureText(made, people) });
    else steps.push({ ok: true, text: `Made the field “${LABELS[name] ?? name}” of ${people}.` });
  }
  return steps.length > 0 ? steps : [{ ok: true, text: `Everything is there for ${people}.` }];
}

type OwnKind = keyof typeof FIELD_TYPES;

function ownProperties(type: string): [name: string, kind: OwnKind][] {
  const own: Readonly<Record<string, OwnKind>> =
    type === "contacts"
      ? OWN_PROPERTIES.contacts
      : type === "line_items"
        ? {}
        : OWN_PROPERTIES.orders;
  return [[KEY_PROPERTY, "string"], ...Object.entries(own)];
}

const FIELD_TYPES = { string: "text", number: "number", datetime: "date" } as const;

const GROUPS: Readonly<Record<string, string>> = {
  contacts: "contactinformation",
  orders: "order_information",
  deals: "dealinformation",
  line_items: "lineiteminformation",
};

const LABELS: Readonly<Record<string, string>> = {
  [KEY_PROPERTY]: "Rollcall key",
  [STATE_PROPERTY]: "Shopify state as of",
  rollcall_email_consent: "Shopify e-mail consent",
  rollcall_sms_consent: "Shopify SMS consent",
  rollcall_ordered_total: "Shopify total as ordered",
  rollcall_refunded: "Shopify refunded",
  rollcall_customer_total: "Shopify total, customer’s currency",
  rollcall_customer_currency: "Shopify customer’s currency",
};

async function readyStages(
  client: HubSpotClient,
  { orderObject, stages }: HubSpotSettings,
): Promise<SetUpStep> {
  const answer = await client.call("GET", `/crm/pipelines/2026-03/${orderObject}`);
  if (!answer.ok) return { ok: false, text: failureText(answer, "pipelines") };
  const parsed = pipelines.safeParse(answer.value.json);
  const all = parsed.success ? parsed.data.results : [];
  const pipeline = all.find(({ id }) => id === stages.pipeline);
  if (!pipeline) {
    const names = all.map(({ id, label }) => `${label} (${id})`).join(", ");
    return { ok: false, text: `There is no pipeline ${stages.pipeline}. There are: ${names}.` };
  }
  const ids = new Set(pipeline.stages.map(({ id }) => id));
  const missing = Object.entries(stages.of).filter(([, id]) => !ids.has(id));
  if (missing.length === 0) {
    return { ok: true, text: `Every stage is there in the pipeline “${pipeline.label}”.` };
  }
  const list = missing.map(([stage, id]) => `${stage} (${id})`).join(", ");
  return { ok: false, text: `The pipeline “${pipeline.label}” lacks the stages for: ${list}.` };
}

/** What to do about a call that was refused, for whoever sets it up. */
export function failureText(failure: CrmFailure, about: string): string {
  switch (failure.why) {
    case "limited":
      return `${failure.reason} is reached. Try again later.`;
    case "no_answer":
      return "HubSpot does not answer just now. Try again in a minute.";
    case "judged":
      if (failure.cause === "MISSING_SCOPES") {
        return `The token may not read and write ${about}. Give the app that permission in HubSpot.`;
      }
      if (failure.answer?.status === 401 || failure.cause === "refresh_token_refused") {
        return "HubSpot does not know this token. Copy it anew.";
      }
      return `HubSpot refused: ${failure.cause}.`;
  }
}
