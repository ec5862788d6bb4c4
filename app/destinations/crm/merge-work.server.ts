import type { Work } from "./batch-work.ts";
import type { JobResults } from "./job-results.ts";
import { type KnownRecord, recordKey, type RecordRef, refText } from "./known-record.ts";
import type { CrmAnswer } from "./vendor.ts";
import type { CrmPlan, JobsOf } from "./write-work.server.ts";

/** Carries out in the CRM that Shopify made one customer of two. */
export async function mergeWork(
  { merges, customers }: Work,
  plan: CrmPlan,
  known: Map<string, KnownRecord>,
  results: JobResults,
  jobsOf: JobsOf,
): Promise<void> {
  for (const { keptId, goneId } of merges) {
    const [keptRef, goneRef] = [customer(keptId), customer(goneId)];
    const kept = known.get(refText(keptRef));
    const gone = known.get(refText(goneRef)) ?? {};
    const facts = customers.get(goneId)?.facts;
    // When the one that stays could not be written, this event has failed already.
    const answer: CrmAnswer<undefined> | undefined =
      facts && kept?.remoteId !== undefined && !jobsOf(goneRef).some(results.failed)
        ? await mergeInto(kept.remoteId, { gone, goneId }, plan)
        : undefined;
    if (facts && answer?.ok) {
      const { remoteId: _, ...rest } = gone;
      known.set(refText(goneRef), { ...rest, customer: facts });
      continue;
    }
    // Nothing of the merge is remembered, so that it is tried again.
    if (gone.customer) {
      const { mergedInto: _, ...before } = gone.customer;
      known.set(refText(goneRef), { ...gone, customer: before });
    }
    if (answer && !answer.ok) for (const job of jobsOf(goneRef)) results.fail(job, answer);
  }
}

async function mergeInto(
  keptRemoteId: string,
  { gone, goneId }: { gone: KnownRecord; goneId: string },
  { vendor, shopDomain }: CrmPlan,
): Promise<CrmAnswer<undefined>> {
  if (gone.shared) return { ok: true, value: undefined };
  let { remoteId } = gone;
  if (remoteId === undefined) {
    // A write whose answer was lost may have made it.
    const key = recordKey(shopDomain, goneId);
    const found = await vendor.find("customer", [key]);
    if (!found.ok) return found;
    remoteId = found.value.get(key);
  }
  if (remoteId === undefined || remoteId === keptRemoteId) return { ok: true, value: undefined };
  return vendor.merge(keptRemoteId, remoteId);
}

function customer(sourceId: string): RecordRef {
  return { object: "customer", sourceId };
}
