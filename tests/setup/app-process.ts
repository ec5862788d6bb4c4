import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

/** The built app as a process of its own, as an operator runs it. */
export type AppProcess = Readonly<{
  url: string;
  child: ChildProcess;
  /** Everything it has printed so far. */
  output: () => string;
  /** SIGKILL: no handler runs, nothing is flushed. */
  kill: () => Promise<void>;
  /** SIGTERM, and waits for the end. @returns its exit code */
  stop: () => Promise<number | null>;
}>;

/** Starts build/server/server.js and waits until `/readyz` says 200. @throws with its output otherwise. */
export async function startApp(environment: Record<string, string>): Promise<AppProcess> {
  const port = environment["PORT"] ?? String(await freePort());
  const child = spawn(process.execPath, [join(ROOT, "build/server/server.js")], {
    cwd: ROOT,
    env: {
      ...process.env,
      NODE_ENV: "production",
      HOST: "127.0.0.1",
      LOG_LEVEL: "warn",
      ...environment,
      PORT: port,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-100_000);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const ended = new Promise<number | null>((done) => child.once("exit", (code) => done(code)));
  const app: AppProcess = {
    url: `http://127.0.0.1:${port}`,
    child,
    output: () => output,
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
    stop: () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
  await untilReady(app, ended);
  return app;
}

async function untilReady(app: AppProcess, ended: Promise<unknown>): Promise<void> {
  let over = false;
  void ended.then(() => {
    over = true;
  });
  const deadline = Date.now() + 60_000;
  for (;;) {
    const ready = await fetch(`${app.url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return;
    if (over || Date.now() > deadline) throw new Error(`the app did not start:\n${app.output()}`);
    await new Promise((again) => setTimeout(again, 20));
  }
}

export function freePort(): Promise<number> {
  return new Promise((found, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => found(port));
    });
  });
}

/** A new folder below the project's cache, where PostgreSQL's user can enter too. */
export async function scratchFolder(name: string): Promise<string> {
  const parent = join(ROOT, ".cache");
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, `${name}-`));
  await chmod(folder, 0o755);
  return folder;
}
