/** One scripted answer. */
export interface Answer {
  /** Default 200. */
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  /** Waits before answering. */
  delayMs?: number;
  /** Never answers. */
  hang?: boolean;
  /** Cuts the connection: before anything was answered, or in the middle of the body. */
  closeSocket?: boolean | "before" | "during";
  /** A body of this many bytes; `endless` never stops. */
  bodyBytes?: number | "endless";
  /** Milliseconds between two pieces of such a body. */
  bodyPauseMs?: number;
  /** 302 to this address. */
  redirectTo?: string;
  /** Bytes that are no HTTP at all. */
  raw?: string;
}

/** An answer, given this many times in a row. */
export type Step = Answer & { times?: number };

export interface Script {
  steps?: Step[];
  /** After the steps. */
  default?: Answer;
}

/** The answers of one destination, in order. */
export class ScriptedAnswers {
  private steps: Step[] = [];
  private fallback: Answer = {};

  set(script: Script): void {
    this.steps = (script.steps ?? []).map((step) => ({ ...step, times: step.times ?? 1 }));
    this.fallback = script.default ?? {};
  }

  next(): Answer {
    const step = this.steps[0];
    if (!step) return this.fallback;
    step.times = (step.times ?? 1) - 1;
    if (step.times <= 0) this.steps.shift();
    return step;
  }

  describe(): Script {
    return { steps: this.steps, default: this.fallback };
  }
}
