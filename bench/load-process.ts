import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { LoadOrder, LoadResult } from "./load/load.ts";

const FOLDER = join(import.meta.dirname, "load");

export type LoadSteps = Readonly<{
  /** Everything is signed and ready; the load begins when this is done. */
  beforeGo: () => Promise<void>;
  /** The warm-up of a closed loop is over. */
  onWarm?: () => void;
}>;

/** Runs one load in a process of its own. */
export async function runLoad(
  load: LoadOrder,
  { beforeGo, onWarm }: LoadSteps,
): Promise<LoadResult> {
  const generator = fork(join(FOLDER, "generator.ts"), { execArgv: NODE_FLAGS });
  const failed = new Promise<never>((_, fail) => {
    generator.once("exit", (code) => fail(new Error(`the load generator ended with ${code}`)));
  });
  generator.send(load);
  await Promise.race([nextMessage(generator), failed]);
  await beforeGo();
  const result = new Promise<LoadResult>((done) => {
    generator.on("message", (message) => {
      if (message === "warm") onWarm?.();
      else done(message as LoadResult);
    });
  });
  generator.send("go");
  return Promise.race([result, failed]);
}

const NODE_FLAGS = ["--disable-warning=ExperimentalWarning"];

export type Sink = Readonly<{
  port: number;
  /** Requests received so far, and how many different webhooks they were. */
  received: () => Promise<{ requests: number; distinct: number }>;
  stop: () => void;
}>;

/** Starts the destination that deliveries go to. */
export async function startSink(): Promise<Sink> {
  const child = fork(join(FOLDER, "sink.ts"), { execArgv: NODE_FLAGS });
  const { port } = await nextMessage<{ port: number }>(child);
  return {
    port,
    received: () => {
      const answer = nextMessage<{ requests: number; distinct: number }>(child);
      child.send("count");
      return answer;
    },
    stop: () => child.disconnect(),
  };
}

function nextMessage<T>(child: ChildProcess): Promise<T> {
  return new Promise((done) => child.once("message", (message) => done(message as T)));
}
