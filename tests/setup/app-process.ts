import { chmod, mkdir, mkdtemp } from "node:fs/promises";
import { join } from "node:path";

export {
  startBuiltApp as startApp,
  type RunningApp as AppProcess,
} from "../../scripts/built-app.ts";
export { freePort } from "../../scripts/free-port.ts";

/** A new folder below the project's cache, where PostgreSQL's user can enter too. */
export async function scratchFolder(name: string): Promise<string> {
  const parent = join(import.meta.dirname, "../../.cache");
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, `${name}-`));
  await chmod(folder, 0o755);
  return folder;
}
