import { mkdir, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "./config.ts";

/**
 * Claims a data folder for this process: two processes on one embedded PostgreSQL would each stop
 * and restart it under the other. A claim whose process is gone (killed) is taken over.
 * @returns gives the claim back.
 * @throws ConfigError when a living process holds it.
 */
export async function claimDataDir(dataDir: string): Promise<() => Promise<void>> {
  const file = join(dataDir, "rollcall.pid");
  await mkdir(dataDir, { recursive: true });
  const mine = `${process.pid} ${await startTime(process.pid)}`;
  for (;;) {
    try {
      const handle = await open(file, "wx");
      await handle.writeFile(mine);
      await handle.close();
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const held = await readFile(file, "utf8").catch(() => "");
    const [pid = "", since = ""] = held.split(" ");
    if (pid !== "" && (await isAlive(Number(pid), since))) {
      throw new ConfigError(
        `DATA_DIR ${dataDir} is in use by process ${pid}: stop that one, or set DATA_DIR to another folder`,
      );
    }
    await rm(file, { force: true });
  }
}

async function isAlive(pid: number, since: string): Promise<boolean> {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  // The number may have been given to another program since.
  return (await startTime(pid)) === since;
}

/** When a process began, in the kernel's ticks; empty where the system does not say, or it waits dead. */
async function startTime(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" ? "dead" : (fields[19] ?? "");
}
