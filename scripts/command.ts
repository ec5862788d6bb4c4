import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "..");

/** The file behind a package's command, to be run by this very Node. */
export function packageCommand(file: string): string {
  return createRequire(join(ROOT, "package.json")).resolve(file);
}

/** Runs a Node program of the project, its output shown, and waits. @throws when it fails. */
export async function runNode(
  args: readonly string[],
  options: { quiet?: boolean; env?: Record<string, string> } = {},
): Promise<void> {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, ...options.env },
    stdio: options.quiet ? ["ignore", "pipe", "pipe"] : "inherit",
  });
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await exitOf(child);
  if (code !== 0) {
    if (output) process.stdout.write(output);
    throw new Error(`${args.slice(0, 3).join(" ")} ended with ${code}`);
  }
}

export function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("exit", done);
  });
}

/** Prints what is being done, and how long it took when it is done. */
export async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  process.stdout.write(`▸ ${title} …\n`);
  const result = await work();
  process.stdout.write(`  ${title}: ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  return result;
}
