import { z } from "zod";
import type { CrmObject } from "../crm/fields.ts";
import type {
  CrmAnswer,
  CrmLink,
  CrmVendor,
  CrmWrite,
  LinkResult,
  WriteResult,
} from "../crm/vendor.ts";
import type { HubSpotClient } from "./hubspot-client.server.ts";
import { adoptContact } from "./adopt-contact.server.ts";
import {
  invalidProperties,
  rawAnswer,
  recordFailure,
  type HubSpotError,
} from "./hubspot-errors.ts";
import { KEY_PROPERTY, type OrderObject } from "./hubspot-mapping.ts";

/** HubSpot takes a hundred records in one call, and two thousand associations. */
const BATCH = 100;
/** Labels that HubSpot defines itself; the same in every account. */
const LINK_TYPES = {
  orders: { customer: 507, line: 513 },
  deals: { customer: 3, line: 19 },
} as const;

const record = z.object({ id: z.string(), objectWriteTraceId: z.string().optional() });
const error = z.object({
  category: z.string().optional(),
  message: z.string().optional(),
  context: z.record(z.string(), z.array(z.string())).optional(),
});
const batchAnswer = z.object({
  results: z.array(record).default([]),
  errors: z.array(error).default([]),
});
const readAnswer = z.object({
  results: z.array(z.object({ id: z.string(), properties: z.record(z.string(), z.unknown()) })),
});

const NOT_UNDERSTOOD = {
  ok: false,
  why: "judged",
  outcome: "retry",
  cause: "answer_not_understood",
} as const;

/** HubSpot as the shared part of the CRM kinds sees it. */
export function hubSpotVendor(client: HubSpotClient, orderObject: OrderObject): CrmVendor {
  const typeOf = (object: CrmObject): string =>
    ({ customer: "contacts", order: orderObject, line: "line_items" })[object];

  async function upsertSome(
    object: CrmObject,
    writes: readonly CrmWrite[],
  ): Promise<WriteResult[]> {
    const path = `/crm/objects/2026-03/${typeOf(object)}/batch/upsert`;
    const answer = await client.call("POST", path, {
      inputs: writes.map(({ key, values }) => ({
        idProperty: KEY_PROPERTY,
        id: key,
        properties: { ...values, [KEY_PROPERTY]: key },
        objectWriteTraceId: key,
      })),
    });
    if (!answer.ok) return writes.map(() => answer);
    const parsed = batchAnswer.safeParse(answer.value.json);
    if (!parsed.success) return writes.map(() => NOT_UNDERSTOOD);
    const written = new Map(parsed.data.results.map((one) => [one.objectWriteTraceId, one.id]));
    const raw = rawAnswer(answer.value);
    return Promise.all(
      writes.map(async (write): Promise<WriteResult> => {
        const remoteId = written.get(write.key);
        if (remoteId !== undefined) return { ok: true, remoteId };
        const failure = parsed.data.errors.find(({ context }) =>
          context?.["objectWriteTraceId"]?.includes(write.key),
        );
        return failure ? mend(object, write, failure as HubSpotError, raw) : NOT_UNDERSTOOD;
      }),
    );
  }

  /** What can be written all the same, without what HubSpot would not take. */
  async function mend(
    object: CrmObject,
    write: CrmWrite,
    failure: HubSpotError,
    raw: ReturnType<typeof rawAnswer>,
  ): Promise<WriteResult> {
    const refused = recordFailure(failure, raw);
    if (refused.why === "judged" && refused.outcome === "misconfigured") return refused;
    if (object === "customer") {
      const adopted = await adoptContact(client, write, failure);
      if (adopted && !("again" in adopted)) return adopted;
      if (adopted) return writeAgain(object, write, adopted);
    }
    const wrong = new Set(invalidProperties(failure).map(({ name }) => name));
    const left = Object.entries(write.values).filter(([name]) => !wrong.has(name));
    if (wrong.size === 0 || left.length === Object.keys(write.values).length) return refused;
    return writeAgain(object, write, { again: Object.fromEntries(left), leftOut: [...wrong] });
  }

  async function writeAgain(
    object: CrmObject,
    write: CrmWrite,
    { again, leftOut }: Readonly<{ again: CrmWrite["values"]; leftOut: string[] }>,
  ): Promise<WriteResult> {
    const [result] = await upsertSome(object, [{ ...write, values: again }]);
    if (!result) return NOT_UNDERSTOOD;
    const all = result.ok ? [...leftOut, ...(result.leftOut ?? [])] : [];
    return result.ok && all.length > 0 ? { ...result, leftOut: all } : result;
  }

  async function linkSome(links: readonly CrmLink[]): Promise<LinkResult[]> {
    const to = links[0]?.to.object ?? "customer";
    const path = `/crm/v4/associations/${orderObject}/${typeOf(to)}/batch/create`;
    const associationTypeId = LINK_TYPES[orderObject][to];
    const answer = await client.call("POST", path, {
      inputs: links.map((link) => ({
        from: { id: link.from.remoteId },
        to: { id: link.to.remoteId },
        types: [{ associationCategory: "HUBSPOT_DEFINED", associationTypeId }],
      })),
    });
    if (!answer.ok) return links.map(() => answer);
    const parsed = batchAnswer.omit({ results: true }).safeParse(answer.value.json);
    if (!parsed.success) return links.map(() => NOT_UNDERSTOOD);
    return links.map(({ from, to }): LinkResult => {
      const failure = parsed.data.errors.find(
        ({ context }) =>
          context?.["fromObjectId"]?.includes(from.remoteId) &&
          context["toObjectId"]?.includes(to.remoteId),
      );
      if (!failure) return { ok: true };
      const gone = failure.category === "OBJECT_NOT_FOUND";
      const outcome = gone ? "retry" : "rejected";
      const cause = failure.category ?? "unknown";
      return { ok: false, why: "judged", outcome, cause, ...(gone && { gone: true }) };
    });
  }

  /** Which of these there still are, as records of their own. */
  async function readById(
    type: string,
    ids: readonly string[],
  ): Promise<CrmAnswer<ReadonlySet<string>>> {
    const answer = await client.call("POST", `/crm/objects/2026-03/${type}/batch/read`, {
      properties: [KEY_PROPERTY],
      inputs: ids.map((id) => ({ id })),
    });
    if (!answer.ok) return answer;
    const parsed = readAnswer.safeParse(answer.value.json);
    if (!parsed.success) return NOT_UNDERSTOOD;
    return { ok: true, value: new Set(parsed.data.results.map(({ id }) => id)) };
  }

  return {
    upsert: async (object, writes) => {
      const results: WriteResult[] = [];
      for (const some of batches(writes)) results.push(...(await upsertSome(object, some)));
      return results;
    },
    find: async (object, keys): Promise<CrmAnswer<ReadonlyMap<string, string>>> => {
      const found = new Map<string, string>();
      for (const some of batches(keys)) {
        const path = `/crm/objects/2026-03/${typeOf(object)}/batch/read`;
        const answer = await client.call("POST", path, {
          idProperty: KEY_PROPERTY,
          properties: [KEY_PROPERTY],
          inputs: some.map((id) => ({ id })),
        });
        if (!answer.ok) return answer;
        const parsed = readAnswer.safeParse(answer.value.json);
        if (!parsed.success) return NOT_UNDERSTOOD;
        for (const { id, properties } of parsed.data.results) {
          found.set(String(properties[KEY_PROPERTY]), id);
        }
      }
      return { ok: true, value: found };
    },
    link: async (links) => {
      const results = new Map<CrmLink, LinkResult>();
      for (const object of ["customer", "line"] as const) {
        const ofObject = links.filter(({ to }) => to.object === object);
        for (const some of batches(ofObject, 1_000)) {
          const answers = await linkSome(some);
          some.forEach((link, at) => results.set(link, answers[at] ?? NOT_UNDERSTOOD));
        }
      }
      return links.map((link) => results.get(link) ?? NOT_UNDERSTOOD);
    },
    merge: async (keptId, goneId) => {
      const answer = await client.call("POST", "/crm/objects/2026-03/contacts/merge", {
        primaryObjectId: keptId,
        objectIdToMerge: goneId,
      });
      if (answer.ok) return { ok: true, value: undefined };
      if (answer.why !== "judged" || answer.outcome !== "rejected") return answer;
      // It may have been done already, and the answer lost.
      const there = await readById("contacts", [keptId, goneId]);
      if (!there.ok) return there;
      return there.value.has(goneId) ? answer : { ok: true, value: undefined };
    },
    hold: client.hold,
  };
}

function batches<T>(all: readonly T[], size = BATCH): T[][] {
  const found: T[][] = [];
  for (let at = 0; at < all.length; at += size) found.push(all.slice(at, at + size));
  return found;
}
