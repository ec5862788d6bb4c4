import type { Mapping } from "../crm/mapping.ts";
import { readMappingLines, writeMappingLines } from "../crm/mapping-lines.ts";
import { ORDER_STAGES, type OrderStage } from "../crm/order-state.ts";
import type { FormContext, FormValues, KindDescription, KindForm } from "../destination-kind.ts";
import {
  defaultMapping,
  defaultStages,
  type OrderObject,
  RESERVED,
  type Stages,
} from "./hubspot-mapping.ts";

/** What the kind `hubspot` needs; nothing secret. */
export type HubSpotSettings = Readonly<{
  auth: "private" | "oauth";
  /** Of the OAuth app. */
  clientId?: string;
  orderObject: OrderObject;
  lines: boolean;
  testOrders: boolean;
  stages: Stages;
  mapping: Mapping;
}>;

const STAGE_LABELS: Readonly<Record<OrderStage, string>> = {
  open: "Not paid yet",
  paid: "Paid",
  shipped: "Sent",
  delivered: "Delivered",
  refunded: "Paid back whole",
  cancelled: "Cancelled",
};

export const HUBSPOT_DESCRIPTION: KindDescription<HubSpotSettings> = {
  title: "HubSpot",
  fields: [
    {
      name: "auth",
      label: "Sign in with",
      type: "choice",
      initial: "private",
      choices: [
        { value: "private", label: "The token of a private app" },
        { value: "oauth", label: "An OAuth app of yours" },
      ],
    },
    {
      name: "token",
      label: "Access token",
      type: "secret",
      help: "In HubSpot: Settings → Integrations → Private apps. It needs read and write access to contacts, orders (or deals), line items and their schemas.",
      when: { field: "auth", is: ["private"] },
    },
    { name: "clientId", label: "Client id", type: "text", when: { field: "auth", is: ["oauth"] } },
    {
      name: "clientSecret",
      label: "Client secret",
      type: "secret",
      when: { field: "auth", is: ["oauth"] },
    },
    {
      name: "refreshToken",
      label: "Refresh token",
      type: "secret",
      help: "The one your app got when it was connected to the account.",
      when: { field: "auth", is: ["oauth"] },
    },
    {
      name: "orderObject",
      label: "Orders become",
      type: "choice",
      initial: "orders",
      choices: [
        { value: "orders", label: "Orders" },
        { value: "deals", label: "Deals" },
      ],
    },
    {
      name: "lines",
      label: "Write each line of an order as a line item",
      type: "mark",
      initial: "true",
    },
    { name: "testOrders", label: "Write test orders too", type: "mark" },
    {
      name: "stages",
      label: "Pipeline and stages",
      type: "area",
      help: "Internal ids. Leave this empty for HubSpot’s own pipeline.",
      placeholder: "pipeline = …\npaid = …",
    },
    {
      name: "mapping",
      label: "Fields",
      type: "area",
      // It has a page of its own; here it is only carried along.
      when: { field: "auth", is: [] },
    },
  ],
  readForm,
  writeForm,
  place: ({ orderObject, auth }) =>
    `HubSpot, ${orderObject}${auth === "oauth" ? ", with an OAuth app" : ""}`,
  replaySafety:
    "Every record is found by Rollcall’s own key and brought to its newest known state, so a replay makes nothing twice and takes nothing back. What somebody changed by hand in fields that Shopify owns is written over.",
};

const LONGEST_SECRET = 4_000;

function readForm(form: FormValues, context: FormContext): KindForm<HubSpotSettings> {
  const errors: Record<string, string> = {};
  const auth = form["auth"] === "oauth" ? "oauth" : "private";
  const orderObject = form["orderObject"] === "deals" ? "deals" : "orders";
  const clientId = form["clientId"]?.trim() ?? "";
  if (auth === "oauth" && clientId === "") errors["clientId"] = "Enter the app’s client id.";
  const names = auth === "oauth" ? ["clientSecret", "refreshToken"] : ["token"];
  const set: Record<string, string> = {};
  const keep: string[] = [];
  for (const name of names) {
    const typed = form[name]?.trim() ?? "";
    if (typed === "" && context.stored.includes(name)) keep.push(name);
    else if (typed === "") errors[name] = "Enter it: it is kept encrypted and not shown again.";
    else if (typed.length > LONGEST_SECRET || !/^[\x21-\x7e]+$/.test(typed)) {
      errors[name] = "Copy it whole, without spaces: letters, digits and signs.";
    } else set[name] = typed;
  }
  // What was the usual for the other object gives way to the usual for this one.
  const other = orderObject === "orders" ? "deals" : "orders";
  const own = (name: string, usual: string) => {
    const typed = form[name]?.trim() ?? "";
    return typed === usual ? "" : typed;
  };
  const stages = readStages(own("stages", writeStages(defaultStages(other))), orderObject);
  if (typeof stages === "string") errors["stages"] = stages;
  const typed = own("mapping", writeMappingLines(defaultMapping(other)));
  const mapping =
    typed === ""
      ? { ok: true as const, mapping: defaultMapping(orderObject) }
      : readMappingLines(typed, RESERVED);
  if (!mapping.ok) errors["mapping"] = mapping.message;
  if (!mapping.ok || typeof stages === "string" || Object.keys(errors).length > 0) {
    return { ok: false, errors };
  }
  return {
    ok: true,
    settings: {
      auth,
      ...(auth === "oauth" && { clientId }),
      orderObject,
      lines: form["lines"] === "true",
      testOrders: form["testOrders"] === "true",
      stages,
      mapping: mapping.mapping,
    },
    credentials: { set, keep },
  };
}

function writeForm(settings: HubSpotSettings): FormValues {
  return {
    auth: settings.auth,
    clientId: settings.clientId ?? "",
    orderObject: settings.orderObject,
    lines: String(settings.lines),
    testOrders: String(settings.testOrders),
    stages: writeStages(settings.stages),
    mapping: writeMappingLines(settings.mapping),
  };
}

function writeStages({ pipeline, of }: Stages): string {
  return [`pipeline = ${pipeline}`, ...ORDER_STAGES.map((stage) => `${stage} = ${of[stage]}`)].join(
    "\n",
  );
}

/** @returns what is wrong, in words */
function readStages(text: string, orderObject: OrderObject): Stages | string {
  const stages = defaultStages(orderObject);
  const of: Record<string, string> = { ...stages.of };
  let { pipeline } = stages;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const [, name = "", id = ""] =
      /^([a-z]+)\s*=\s*([A-Za-z0-9_-]{1,100})$/.exec(line.trim()) ?? [];
    if (name === "pipeline") pipeline = id;
    else if (name in of) of[name] = id;
    else {
      const known = ORDER_STAGES.map((stage) => `${stage} (${STAGE_LABELS[stage]})`).join(", ");
      return `Line ${index + 1}: write it like paid = 937ea84d-…, with pipeline or one of: ${known}.`;
    }
  }
  return { pipeline, of: of as Stages["of"] };
}
