import { type ChildProcess, spawn } from "node:child_process";
import { openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import { ROOT } from "../scripts/command.ts";

export type ServerCommand = Readonly<{
  args: readonly string[];
  env: Record<string, string>;
  /** The project's root unless given. */
  cwd?: string;
}>;

export type ServerProcess = Readonly<{
  port: number;
  pid: number;
  /** Largest resident memory seen so far, in bytes. */
  peakMemory: () => number;
  stop: () => Promise<void>;
}>;

/** For whoever looks for a fault: BENCH_LOG names a file that gets what servers log. */
const LOG = process.env["BENCH_LOG"] ? openSync(process.env["BENCH_LOG"], "a") : undefined;
const MEMORY_EVERY_MS = 100;
const START_WITHIN_MS = 60_000;

/** Runs a server on Node in a process of its own and waits until it listens. @throws if it does not */
export async function startServer({
  args,
  env,
  cwd = ROOT,
}: ServerCommand): Promise<ServerProcess> {
  const port = await freePort();
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...args], {
    cwd,
    env: { ...process.env, NODE_ENV: "production", HOST: "127.0.0.1", ...env, PORT: String(port) },
    // What a server logs goes where it would go in production: not into a terminal.
    stdio: ["ignore", LOG ?? "ignore", "pipe"],
  });
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-4_000)));
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  await untilListening(child, port, () => errors);

  let peak = 0;
  const timer = setInterval(() => {
    void residentBytes(child.pid ?? 0).then((bytes) => (peak = Math.max(peak, bytes)));
  }, MEMORY_EVERY_MS);
  return {
    port,
    pid: child.pid ?? 0,
    peakMemory: () => peak,
    stop: async () => {
      clearInterval(timer);
      child.kill("SIGTERM");
      const hard = setTimeout(() => child.kill("SIGKILL"), 15_000);
      await ended;
      clearTimeout(hard);
      if (errors.trim() !== "") console.log(`\n    it said: ${errors.trim()}`);
    },
  };
}

async function untilListening(child: ChildProcess, port: number, errors: () => string) {
  const deadline = Date.now() + START_WITHIN_MS;
  while (!(await accepts(port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      throw new Error(`${child.spawnargs.join(" ")} did not start:\n${errors()}`);
    }
    await new Promise((again) => setTimeout(again, 50));
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

/** Linux only; elsewhere memory is reported as 0, which the table shows as unknown. */
async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1_024;
}

function freePort(): Promise<number> {
  return new Promise((found, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => found(port));
    });
  });
}
