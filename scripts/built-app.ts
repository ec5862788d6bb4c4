import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./command.ts";
import { freePort } from "./free-port.ts";

/** The built app as a process of its own, as an operator runs it. */
export type RunningApp = Readonly<{
  url: string;
  child: ChildProcess;
  /** The last it has printed. */
  output: () => string;
  /** Resolves with its exit code. */
  ended: Promise<number | null>;
  /** SIGKILL: no handler runs, nothing is flushed. */
  kill: () => Promise<void>;
  /** SIGTERM, and waits for the end. */
  stop: () => Promise<number | null>;
}>;

const READY_WITHIN_MS = 90_000;

/** What `npm start` gives to Node: the built server, and flags that keep its memory small. */
export function serverCommand(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    scripts: { start: string };
  };
  return scripts.start.split(" ").slice(1);
}

/**
 * Starts build/server/server.js and waits until `/readyz` says 200.
 * @throws with what it printed when it ends or does not get ready.
 */
export async function startBuiltApp(environment: Record<string, string>): Promise<RunningApp> {
  const port = environment["PORT"] ?? String(await freePort());
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", ...serverCommand()],
    {
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
      // A session of its own: Ctrl-C reaches whoever started it, which stops things in order.
      detached: true,
    },
  );
  let output = "";
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-100_000);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const ended = new Promise<number | null>((done) => child.once("exit", (code) => done(code)));
  const app: RunningApp = {
    url: `http://127.0.0.1:${port}`,
    child,
    output: () => output,
    ended,
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
    stop: () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
  await untilReady(app);
  return app;
}

async function untilReady(app: RunningApp): Promise<void> {
  let over = false;
  void app.ended.then(() => {
    over = true;
  });
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const ready = await fetch(`${app.url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return;
    if (over || Date.now() > deadline) {
      app.child.kill("SIGKILL");
      throw new Error(`the app did not start:\n${app.output()}`);
    }
    await new Promise((again) => setTimeout(again, 20));
  }
}
