import { z } from "zod";
import type { CrmWrite, WriteResult } from "../crm/vendor.ts";
import type { HubSpotClient } from "./hubspot-client.server.ts";
import { existingContact, type HubSpotError } from "./hubspot-errors.ts";
import { KEY_PROPERTY, STATE_PROPERTY } from "./hubspot-mapping.ts";

const found = z.object({
  results: z.array(z.object({ properties: z.record(z.string(), z.unknown()) })),
});

/**
 * HubSpot has a contact with this e-mail address already:
 * - one that nobody keyed, from a form or a list: it becomes ours, and keeps what Shopify does not
 *   know;
 * - one of another store's: it stands for the same person, and is referred to without being written;
 * - one of this store's: the address has moved from one customer to another. Shopify gives it to one
 *   at a time, so whichever state is newer has it, and the other contact goes without.
 * @returns undefined when the failure is something else; `again`: what is to be written then
 */
export async function adoptContact(
  client: HubSpotClient,
  { key, values, at }: CrmWrite,
  failure: HubSpotError,
): Promise<WriteResult | Readonly<{ again: CrmWrite["values"]; leftOut: string[] }> | undefined> {
  const existing = existingContact(failure);
  if (existing === undefined) return undefined;
  const path = "/crm/objects/2026-03/contacts";
  const read = await client.call("POST", `${path}/batch/read`, {
    properties: [KEY_PROPERTY, STATE_PROPERTY],
    inputs: [{ id: existing }],
  });
  if (!read.ok) return read;
  const parsed = found.safeParse(read.value.json);
  const contact = parsed.success ? parsed.data.results[0]?.properties : undefined;
  const owner = contact?.[KEY_PROPERTY];
  const store = (of: string): string => of.slice(0, of.lastIndexOf(":"));
  if (typeof owner === "string" && owner !== key) {
    if (store(owner) !== store(key)) return { ok: true, remoteId: existing, shared: true };
    if (stateTime(contact?.[STATE_PROPERTY]) > at) {
      const { email: _, ...others } = values;
      return { again: others, leftOut: ["email"] };
    }
    const freed = await client.call("POST", `${path}/batch/update`, {
      inputs: [{ id: existing, properties: { email: "" }, objectWriteTraceId: owner }],
    });
    return freed.ok ? { again: values, leftOut: [] } : freed;
  }
  const filled = Object.entries(values).filter(([, value]) => value !== "");
  const answer = await client.call("POST", `${path}/batch/update`, {
    inputs: [{ id: existing, properties: { ...Object.fromEntries(filled), [KEY_PROPERTY]: key } }],
  });
  if (!answer.ok) return answer;
  return { ok: true, remoteId: existing, adopted: true };
}

/** HubSpot gives times in ISO, or in milliseconds since 1970. */
function stateTime(value: unknown): number {
  const text = typeof value === "string" ? value : "";
  const at = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isNaN(at) ? 0 : at;
}
