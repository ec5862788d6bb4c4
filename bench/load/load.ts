import type { Latencies } from "./latencies.ts";

/** What the generator is asked to do; it begins when it is told to, after signing everything. */
export type LoadOrder = Readonly<{
  port: number;
  connections: number;
  /** Number of the first order. */
  first: number;
}> &
  (
    | Readonly<{
        kind: "closed";
        seconds: number;
        warmUpSeconds: number;
        /** Distinct orders at hand; the run ends early when they are used up. */
        orders: number;
        /** Begin again with the first order then: for a server that stores nothing. */
        repeat: boolean;
      }>
    | Readonly<{ kind: "open"; seconds: number; rate: number }>
  );

export type LoadResult = Readonly<{
  /** Answered 200, warm-up included. */
  acknowledged: number;
  /** Answered otherwise or not at all. */
  failed: number;
  /** Acknowledged after the warm-up, in all and per second. */
  measured: number;
  perSecond: number;
  latency: Latencies;
  /** Share of one core that the generator itself used after the warm-up. */
  generatorCpu: number;
}>;
