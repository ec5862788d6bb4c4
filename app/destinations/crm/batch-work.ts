import type { Change, CustomerChange, FieldValues, LineChange, OrderChange } from "./change.ts";
import { type CustomerFacts, joinCustomerFacts } from "./customer-facts.ts";
import { consentValues, stateValues } from "./fields.ts";
import { customerFactsOf, type KnownRecord, orderFactsOf, type RecordRef } from "./known-record.ts";
import { joinOrderFacts, type OrderFacts } from "./order-facts.ts";
import { type OrderStage, orderState } from "./order-state.ts";
import { compareVersions } from "./version.ts";

/** What is to be written of one customer, gathered from all events of a batch. */
export type CustomerWork = {
  readonly ref: RecordRef;
  readonly known: KnownRecord;
  facts: CustomerFacts;
  /** Undefined: nothing new, and the record is there. */
  values: FieldValues | undefined;
};

export type OrderWork = {
  readonly ref: RecordRef;
  readonly known: KnownRecord;
  facts: OrderFacts;
  /** Of the newest whole order in this batch, unless a newer one was written before. */
  whole: OrderChange["whole"];
};

export type Work = Readonly<{
  customers: Map<string, CustomerWork>;
  orders: Map<string, OrderWork>;
  merges: { keptId: string; goneId: string }[];
}>;

/** The records that a change writes, or has to look at first. */
export function refsOf(change: Change): RecordRef[] {
  const customer = (sourceId: string): RecordRef => ({ object: "customer", sourceId });
  switch (change.type) {
    case "nothing":
      return [];
    case "customer":
      return [customer(change.customerId)];
    case "merge":
      return [customer(change.keptId), customer(change.goneId)];
    case "order": {
      const order: RecordRef = { object: "order", sourceId: change.orderId };
      const buyer = change.whole?.customer;
      return buyer ? [order, customer(buyer.customerId)] : [order];
    }
  }
}

/** Puts the changes of a batch together, record by record. */
export function gatherWork(
  changes: readonly Change[],
  knownOf: (ref: RecordRef) => KnownRecord,
): Work {
  const work: Work = { customers: new Map(), orders: new Map(), merges: [] };
  for (const change of changes) {
    switch (change.type) {
      case "nothing":
        break;
      case "customer":
        addCustomer(work, change, knownOf, "own event");
        break;
      case "order":
        addOrder(work, change, knownOf);
        if (change.whole?.customer) addCustomer(work, change.whole.customer, knownOf, "order");
        break;
      case "merge":
        addMerge(work, change, knownOf);
        break;
    }
  }
  return work;
}

type KnownOf = (ref: RecordRef) => KnownRecord;

function customerWork(work: Work, sourceId: string, knownOf: KnownOf): CustomerWork {
  const found = work.customers.get(sourceId);
  if (found) return found;
  const ref: RecordRef = { object: "customer", sourceId };
  const known = knownOf(ref);
  const made: CustomerWork = { ref, known, facts: customerFactsOf(known), values: undefined };
  work.customers.set(sourceId, made);
  return made;
}

/**
 * Values are taken when nothing newer is known. The same state once more is written again when the
 * customer's own event brings it, which mends what was changed in the CRM; every order carries its
 * customer too, and there it is written only when it is newer, or not there at all.
 */
function addCustomer(
  work: Work,
  change: CustomerChange,
  knownOf: KnownOf,
  from: "own event" | "order",
): void {
  const one = customerWork(work, change.customerId, knownOf);
  const before = one.facts;
  one.facts = joinCustomerFacts(before, change.facts);
  if (before.mergedInto !== undefined) return;
  const { version } = change.facts;
  const step = version && before.version ? compareVersions(version, before.version) : 1;
  const absent = one.known.remoteId === undefined && one.values === undefined;
  const taken = step > 0 || (step === 0 && from === "own event") || absent;
  const values = version && taken && !before.deleted ? change.values : undefined;
  const consent = consentValues(one.facts);
  const consentIsNew =
    JSON.stringify(one.facts.consent) !== JSON.stringify(before.consent) || from === "own event";
  if (values) one.values = { ...one.values, ...values, ...consent };
  else if (consentIsNew) one.values = { ...one.values, ...consent };
  if (one.facts.deleted) one.values = { ...one.values, accountState: "deleted" };
}

function addOrder(work: Work, change: OrderChange, knownOf: KnownOf): void {
  const ref: RecordRef = { object: "order", sourceId: change.orderId };
  const found = work.orders.get(change.orderId);
  const known = found?.known ?? knownOf(ref);
  const before = found?.facts ?? orderFactsOf(known);
  const facts = joinOrderFacts(before, change.facts);
  const { base } = change.facts;
  const newest =
    base !== undefined && (!before.base || compareVersions(base.version, before.base.version) >= 0);
  const whole = newest ? change.whole : found?.whole;
  work.orders.set(change.orderId, { ref, known, facts, whole });
}

function addMerge(
  work: Work,
  { keptId, goneId }: { keptId: string; goneId: string },
  knownOf: KnownOf,
): void {
  const kept = customerWork(work, keptId, knownOf);
  const gone = customerWork(work, goneId, knownOf);
  const again = gone.facts.mergedInto !== undefined && gone.known.remoteId === undefined;
  gone.facts = joinCustomerFacts(gone.facts, { consent: {}, mergedInto: keptId });
  gone.values = undefined;
  if (again) return;
  // The one that stays has to be there before anything can be merged into it.
  if (kept.known.remoteId === undefined) kept.values = { shopifyId: keptId, ...kept.values };
  work.merges.push({ keptId, goneId });
}

export type OrderWrite = Readonly<{
  values: FieldValues;
  stage: OrderStage;
  lines: readonly LineChange[];
}>;

/** What is to be written of an order; undefined while no event has carried it whole. */
export function orderWrite({ facts, whole }: OrderWork): OrderWrite | undefined {
  const state = orderState(facts);
  if (!state) return undefined;
  return {
    values: { ...whole?.values, ...stateValues(state) },
    stage: state.stage,
    lines: whole?.lines ?? [],
  };
}
