import type { SendResult } from "../destination-kind.ts";
import type { CrmFailure } from "./vendor.ts";

type WithoutDuration<T> = T extends SendResult ? Omit<T, "durationMs"> : never;
export type Verdict = WithoutDuration<SendResult>;

/** What is told of each event of a batch: the worst of what befell its records. */
export type JobResults = Readonly<{
  fail: (job: number, failure: CrmFailure) => void;
  note: (job: number, text: string) => void;
  failed: (job: number) => boolean;
  verdict: (job: number) => Verdict;
}>;

export function jobResults(): JobResults {
  const failures = new Map<number, CrmFailure>();
  const notes = new Map<number, Set<string>>();
  return {
    fail: (job, failure) => {
      const known = failures.get(job);
      if (!known || rank(failure) > rank(known)) failures.set(job, failure);
    },
    note: (job, text) => void notes.set(job, (notes.get(job) ?? new Set()).add(text)),
    failed: (job) => failures.has(job),
    verdict: (job) => {
      const failure = failures.get(job);
      if (failure) return failureVerdict(failure);
      const noted = [...(notes.get(job) ?? [])].join(", ");
      return { ...DELIVERED, cause: noted === "" ? undefined : noted };
    },
  };
}

/** What several calls came to, as the one answer that is kept of an attempt. */
export const DELIVERED = {
  type: "judged",
  outcome: "delivered",
  cause: undefined,
  answer: { status: 200, headers: [], body: Buffer.alloc(0), bodyCut: false },
} as const satisfies Verdict;

/** A limit comes first: it says that nothing was looked at, and costs no attempt. */
function rank(failure: CrmFailure): number {
  if (failure.why === "limited") return 5;
  if (failure.why === "no_answer") return 4;
  return { retry: 3, misconfigured: 2, gone: 1, rejected: 0 }[failure.outcome];
}

export function failureVerdict(failure: CrmFailure): Verdict {
  switch (failure.why) {
    case "limited":
      return { type: "limited", ms: failure.ms, reason: failure.reason };
    case "no_answer":
      return { type: "no_answer", failure: failure.failure, detail: failure.detail };
    case "judged": {
      const { outcome, cause, answer } = failure;
      return { type: "judged", outcome, cause, ...(answer && { answer }) };
    }
  }
}
