import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { WorkerOptions } from "#app/delivery/worker.server.ts";

export type SpawnedWorker = Readonly<{
  /** Dies at once, as when the machine does. */
  kill: () => Promise<void>;
  /** SIGTERM. @returns the exit code */
  stop: () => Promise<number | null>;
}>;

const script = join(import.meta.dirname, "worker-process.ts");

/** Starts a delivery worker in a process of its own, and waits until it claims. */
export async function spawnWorker(
  databaseUrl: string,
  options: Pick<WorkerOptions, "leaseMs" | "pollMs" | "heldAtMost"> = {},
): Promise<SpawnedWorker> {
  const child = fork(script, [databaseUrl, JSON.stringify(options)], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  await Promise.race([once(child, "message"), failure(child)]);
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
    return child.exitCode;
  };
  return { kill: async () => void (await end("SIGKILL")), stop: () => end("SIGTERM") };
}

async function failure(child: ChildProcess): Promise<never> {
  const [code] = await once(child, "exit");
  throw new Error(`the worker process ended with ${code} before it was ready`);
}
