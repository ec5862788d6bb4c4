import type { CustomerWork, OrderWork, OrderWrite, Work } from "./batch-work.ts";
import { gatherWork, orderWrite, refsOf } from "./batch-work.ts";
import type { Change } from "./change.ts";
import type { CrmObject } from "./fields.ts";
import type { JobResults } from "./job-results.ts";
import { type KnownRecord, recordKey, type RecordRef, refText } from "./known-record.ts";
import { linkWork } from "./link-work.server.ts";
import type { Mapping } from "./mapping.ts";
import { mapValues } from "./mapping.ts";
import { mergeWork } from "./merge-work.server.ts";
import type { OrderStage } from "./order-state.ts";
import type { CrmVendor, CrmWrite, WriteResult } from "./vendor.ts";

/** To which account, as which store, and how. */
export type CrmPlan = Readonly<{
  shopId: string;
  shopDomain: string;
  destinationId: string;
  vendor: CrmVendor;
  mapping: Mapping;
  testOrders: boolean;
  /** Whether the lines of an order become records of their own. */
  lines: boolean;
  /** The CRM's fields for how new a customer's state is. */
  customerState?: (at: number) => Readonly<Record<string, string>>;
  /** The CRM's fields for a stage. */
  stage: (stage: OrderStage) => Readonly<Record<string, string>>;
}>;

type Job = Readonly<{ index: number; change: Change }>;
/** The events that depend on a record. */
export type JobsOf = (ref: RecordRef) => readonly number[];

/**
 * Writes what a batch of events comes to: customers, merges, orders, lines, and what ties them.
 * @param known by `refText`; becomes what is known afterwards
 */
export async function writeWork(
  jobs: readonly Job[],
  plan: CrmPlan,
  known: Map<string, KnownRecord>,
  results: JobResults,
): Promise<void> {
  const byRef = new Map<string, number[]>();
  for (const { index, change } of jobs) {
    for (const ref of refsOf(change)) {
      byRef.set(refText(ref), [...(byRef.get(refText(ref)) ?? []), index]);
    }
  }
  const jobsOf: JobsOf = (ref) => byRef.get(refText(ref)) ?? [];
  const changes = jobs.map(({ change }) => change);
  const work = gatherWork(changes, (ref) => known.get(refText(ref)) ?? {});
  await writeCustomers(work, plan, known, results, jobsOf);
  await mergeWork(work, plan, known, results, jobsOf);
  const written = await writeOrders(work, plan, known, results, jobsOf);
  await linkWork(written, plan, known, results, jobsOf);
}

async function writeCustomers(
  work: Work,
  plan: CrmPlan,
  known: Map<string, KnownRecord>,
  results: JobResults,
  jobsOf: JobsOf,
): Promise<void> {
  const all = [...work.customers.values()];
  const due = all.filter(({ values }) => values !== undefined);
  const writes = await toWrites(
    "customer",
    plan,
    due.map((one) => ({
      ...one,
      values: one.values ?? {},
      more: plan.customerState?.(one.facts.version?.at ?? 0) ?? {},
      at: one.facts.version?.at ?? 0,
    })),
  );
  if (!Array.isArray(writes)) return failAll(due, writes, results, jobsOf);
  const answers = await plan.vendor.upsert("customer", writes);
  const failed = new Set<CustomerWork>();
  due.forEach((one, at) => {
    const answer = answers[at];
    if (!answer?.ok) {
      failed.add(one);
      if (answer) for (const job of jobsOf(one.ref)) results.fail(job, answer);
      return;
    }
    noteLeftOut(answer, one.ref, results, jobsOf);
    known.set(refText(one.ref), {
      ...one.known,
      customer: one.facts,
      remoteId: answer.remoteId,
      ...((one.known.adopted || answer.adopted) && { adopted: true }),
      ...(answer.shared && { shared: true }),
    });
  });
  // What needed no writing is remembered all the same: a version, a consent.
  for (const one of all) {
    if (one.values === undefined && !failed.has(one)) {
      known.set(refText(one.ref), { ...one.known, customer: one.facts });
    }
  }
}

export type WrittenOrder = Readonly<{
  work: OrderWork;
  remoteId: string;
  lineIds: readonly string[];
}>;

async function writeOrders(
  work: Work,
  plan: CrmPlan,
  known: Map<string, KnownRecord>,
  results: JobResults,
  jobsOf: JobsOf,
): Promise<WrittenOrder[]> {
  const due: { one: OrderWork; write: OrderWrite }[] = [];
  for (const one of work.orders.values()) {
    const write = orderWrite(one);
    if (write) {
      due.push({ one, write });
      continue;
    }
    known.set(refText(one.ref), { ...one.known, order: one.facts });
    for (const job of jobsOf(one.ref)) results.note(job, "waits_for_order");
  }
  const writes = await toWrites(
    "order",
    plan,
    due.map(({ one, write }) => ({
      ...one,
      values: write.values,
      more: plan.stage(write.stage),
      at: one.facts.base?.version.at ?? 0,
    })),
  );
  const works = due.map(({ one }) => one);
  if (!Array.isArray(writes)) {
    failAll(works, writes, results, jobsOf);
    return [];
  }
  const answers = await plan.vendor.upsert("order", writes);
  const written: { one: OrderWork; write: OrderWrite; remoteId: string }[] = [];
  due.forEach(({ one, write }, at) => {
    const answer = answers[at];
    if (!answer?.ok) {
      if (answer) for (const job of jobsOf(one.ref)) results.fail(job, answer);
      return;
    }
    noteLeftOut(answer, one.ref, results, jobsOf);
    const { links, ...before } = one.known;
    // A record that was made anew is tied to nothing yet.
    const kept = before.remoteId === answer.remoteId && links ? { links } : {};
    known.set(refText(one.ref), {
      ...before,
      ...kept,
      order: one.facts,
      remoteId: answer.remoteId,
    });
    written.push({ one, write, remoteId: answer.remoteId });
  });
  return writeLines(written, plan, results, jobsOf);
}

async function writeLines(
  orders: readonly { one: OrderWork; write: OrderWrite; remoteId: string }[],
  plan: CrmPlan,
  results: JobResults,
  jobsOf: JobsOf,
): Promise<WrittenOrder[]> {
  const due = plan.lines
    ? orders.flatMap(({ one, write }) => write.lines.map((line) => ({ one, line })))
    : [];
  const writes = due.map(({ line }): CrmWrite => {
    const values = mapValues("line", plan.mapping.line, line.values, {
      creating: true,
      keepFilled: false,
    });
    const key = recordKey(plan.shopDomain, line.lineId);
    return { key, values, remoteId: undefined, adopted: false, at: 0 };
  });
  const answers = await plan.vendor.upsert("line", writes);
  const ids = new Map<OrderWork, string[]>();
  due.forEach(({ one }, at) => {
    const answer = answers[at];
    if (answer?.ok) ids.set(one, [...(ids.get(one) ?? []), answer.remoteId]);
    else if (answer) for (const job of jobsOf(one.ref)) results.fail(job, answer);
  });
  return orders.map(({ one, remoteId }) => ({
    work: one,
    remoteId,
    lineIds: ids.get(one) ?? [],
  }));
}

type Due = Readonly<{
  ref: RecordRef;
  known: KnownRecord;
  values: Readonly<Record<string, string>>;
  more: Readonly<Record<string, string>>;
  at: number;
}>;

/** What the CRM owns may be written when the record is made; whether it is there is asked then. */
async function toWrites(object: "customer" | "order", plan: CrmPlan, due: readonly Due[]) {
  const rows = plan.mapping[object];
  const keyOf = ({ ref }: Due) => recordKey(plan.shopDomain, ref.sourceId);
  const unknown = rows.some(({ owner }) => owner === "crm")
    ? due.filter(({ known }) => known.remoteId === undefined)
    : [];
  const found =
    unknown.length > 0
      ? await plan.vendor.find(object satisfies CrmObject, unknown.map(keyOf))
      : undefined;
  if (found && !found.ok) return found;
  return due.map((one): CrmWrite => {
    const key = keyOf(one);
    const remoteId = one.known.remoteId ?? found?.value.get(key);
    const adopted = one.known.adopted === true;
    const options = { creating: remoteId === undefined, keepFilled: adopted };
    const values = { ...mapValues(object, rows, one.values, options), ...one.more };
    return { key, values, remoteId, adopted, at: one.at };
  });
}

function failAll(
  works: readonly { ref: RecordRef }[],
  failure: Extract<WriteResult, { ok: false }>,
  results: JobResults,
  jobsOf: JobsOf,
): void {
  for (const { ref } of works) for (const job of jobsOf(ref)) results.fail(job, failure);
}

function noteLeftOut(
  answer: Extract<WriteResult, { ok: true }>,
  ref: RecordRef,
  results: JobResults,
  jobsOf: JobsOf,
): void {
  for (const field of answer.leftOut ?? []) {
    for (const job of jobsOf(ref)) results.note(job, `left_out:${field}`);
  }
}
