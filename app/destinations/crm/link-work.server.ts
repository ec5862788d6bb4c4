import type { JobResults } from "./job-results.ts";
import { type KnownRecord, type RecordRef, refText } from "./known-record.ts";
import { readRecords } from "./record-store.server.ts";
import type { CrmLink } from "./vendor.ts";
import type { CrmPlan, JobsOf, WrittenOrder } from "./write-work.server.ts";

/** Ties each order to its customer and its lines, where it is not tied to them yet. */
export async function linkWork(
  orders: readonly WrittenOrder[],
  plan: CrmPlan,
  known: Map<string, KnownRecord>,
  results: JobResults,
  jobsOf: JobsOf,
): Promise<void> {
  const buyers = await buyersOf(orders, plan, known);
  const due = orders.flatMap((order) => {
    const done = new Set(known.get(refText(order.work.ref))?.links);
    const buyer = buyers.get(order);
    const ends = [
      ...(buyer === undefined ? [] : [{ object: "customer" as const, remoteId: buyer.remoteId }]),
      ...order.lineIds.map((remoteId) => ({ object: "line" as const, remoteId })),
    ];
    return ends
      .filter(({ remoteId }) => !done.has(remoteId))
      .map((to) => ({ order, buyer, link: { from: from(order), to } satisfies CrmLink }));
  });
  if (due.length === 0) return;
  const answers = await plan.vendor.link(due.map(({ link }) => link));
  due.forEach(({ order, buyer, link }, at) => {
    const answer = answers[at];
    const name = refText(order.work.ref);
    if (answer?.ok) {
      const record = known.get(name) ?? {};
      known.set(name, { ...record, links: [...(record.links ?? []), link.to.remoteId] });
      return;
    }
    if (!answer) return;
    for (const job of jobsOf(order.work.ref)) results.fail(job, answer);
    // Somebody deleted the customer in the CRM: it is made again with the next try.
    if (answer.gone && link.to.object === "customer" && buyer) {
      const { remoteId: _, ...rest } = known.get(refText(buyer.ref)) ?? {};
      if (known.has(refText(buyer.ref))) known.set(refText(buyer.ref), rest);
    }
  });
}

function from({ remoteId }: WrittenOrder): CrmLink["from"] {
  return { object: "order", remoteId };
}

type Buyer = Readonly<{ ref: RecordRef; remoteId: string }>;

/** The customer's record in the CRM, or that of the customer it was merged into. */
async function buyersOf(
  orders: readonly WrittenOrder[],
  { shopId, destinationId }: CrmPlan,
  known: ReadonlyMap<string, KnownRecord>,
): Promise<Map<WrittenOrder, Buyer>> {
  const looked = new Map<string, KnownRecord>();
  const find = (ref: RecordRef) => known.get(refText(ref)) ?? looked.get(refText(ref));
  const at = new Map<WrittenOrder, RecordRef>();
  for (const order of orders) {
    const sourceId = order.work.facts.base?.customerId;
    if (sourceId !== undefined) at.set(order, { object: "customer", sourceId });
  }
  // A merge may lead to a merge; more than a few in a row do not happen.
  for (let step = 0; step < 5; step++) {
    const unseen = [...at.values()].filter((ref) => !find(ref));
    for (const [name, record] of await readRecords(shopId, destinationId, unseen)) {
      looked.set(name, record);
    }
    let moved = false;
    for (const [order, ref] of at) {
      const next = find(ref)?.customer?.mergedInto;
      if (next === undefined) continue;
      at.set(order, { object: "customer", sourceId: next });
      moved = true;
    }
    if (!moved) break;
  }
  const found = new Map<WrittenOrder, Buyer>();
  for (const [order, ref] of at) {
    const remoteId = find(ref)?.remoteId;
    if (remoteId !== undefined) found.set(order, { ref, remoteId });
  }
  return found;
}
