import type { HeaderPair, Outcome, SendFailure } from "../destination-kind.ts";
import type { CrmObject } from "./fields.ts";

/** What a CRM's own code offers to the part that all of them share. Every call is a value. */
export type CrmVendor = Readonly<{
  /** Writes by our own key, many at once. One result for each write, in their order. */
  upsert(object: CrmObject, writes: readonly CrmWrite[]): Promise<readonly WriteResult[]>;
  /** The CRM's ids of those keys that it has. */
  find(object: CrmObject, keys: readonly string[]): Promise<CrmAnswer<ReadonlyMap<string, string>>>;
  /** Ties records to each other; what is tied already stays so. One result for each. */
  link(links: readonly CrmLink[]): Promise<readonly LinkResult[]>;
  /** Joins two customers into the first. */
  merge(keptId: string, goneId: string): Promise<CrmAnswer<undefined>>;
  /** After all calls: how long to leave the account alone, because its limit is near. */
  hold?(): Readonly<{ ms: number; reason: string }> | undefined;
}>;

export type CrmWrite = Readonly<{
  key: string;
  values: Readonly<Record<string, string>>;
  /** The CRM's id, when it is known. */
  remoteId: string | undefined;
  /** It was there before us: an empty value leaves what the CRM has. */
  adopted: boolean;
  /** How new the state is, in milliseconds since 1970. */
  at: number;
}>;

export type CrmLink = Readonly<{
  from: Readonly<{ object: "order"; remoteId: string }>;
  to: Readonly<{ object: "customer" | "line"; remoteId: string }>;
}>;

export type WriteResult =
  | Readonly<{
      ok: true;
      remoteId: string;
      /** It was there before us, without our key. */
      adopted?: true;
      /** It carries another store's key: it was found, and nothing was written. */
      shared?: true;
      /** Fields that the CRM would not take; the rest was written. */
      leftOut?: readonly string[];
    }>
  | CrmFailure;

/** `gone`: one of the two is no longer there; it is to be written again. */
export type LinkResult = Readonly<{ ok: true }> | (CrmFailure & Readonly<{ gone?: true }>);

export type CrmAnswer<T> = Readonly<{ ok: true; value: T }> | CrmFailure;

/** Why something was not done, in the words of `SendResult`. */
export type CrmFailure = Readonly<{ ok: false }> &
  (
    | Readonly<{ why: "limited"; ms: number; reason: string }>
    | Readonly<{ why: "no_answer"; failure: SendFailure; detail: string }>
    | Readonly<{
        why: "judged";
        outcome: Exclude<Outcome, "delivered">;
        cause: string;
        answer?: CrmRawAnswer;
      }>
  );

export type CrmRawAnswer = Readonly<{
  status: number;
  headers: readonly HeaderPair[];
  body: Buffer;
  bodyCut: boolean;
}>;
