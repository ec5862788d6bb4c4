import { readdir, readFile } from "node:fs/promises";

/** `/proc` counts in hundredths of a second on every Linux that Node runs on. */
const TICK_MS = 10;

type Process = Readonly<{ parent: number; ticks: number }>;

/**
 * Milliseconds of processor time that a process has used, with the children it has waited for.
 * Linux only; 0 elsewhere.
 */
export async function processorMs(pid: number): Promise<number> {
  return ((await readProcess(pid))?.ticks ?? 0) * TICK_MS;
}

/** The same of a PostgreSQL server with all its backends. @param postmaster its first process */
export async function postgresMs(postmaster: number): Promise<number> {
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const all = await Promise.all(pids.map((pid) => readProcess(Number(pid))));
  const children = all.filter((process) => process?.parent === postmaster);
  const ticks = children.reduce((sum, process) => sum + (process?.ticks ?? 0), 0);
  return ticks * TICK_MS + (await processorMs(postmaster));
}

async function readProcess(pid: number): Promise<Process | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const end = text.lastIndexOf(")");
  if (end === -1) return undefined;
  // After the name: state, parent, … and as the 12th to 15th user, system, and those of dead children.
  const fields = text.slice(end + 2).split(" ");
  const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
  return { parent: Number(fields[1]), ticks };
}
