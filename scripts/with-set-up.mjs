// Runs a script of the project on its own Node 24, after installing what is missing.
// Plain JavaScript without dependencies: on a fresh clone this runs on whatever Node npm came with.
import { spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === "win32";
const node = join(root, "node_modules", "node", "bin", windows ? "node.exe" : "node");
const installed = join(root, "node_modules", ".package-lock.json");

const [script, ...rest] = process.argv.slice(2);
if (!isInstalled()) {
  console.log("Installing dependencies (npm ci): a minute or two on the first run …");
  await run(windows ? "npm.cmd" : "npm", ["ci", "--no-audit", "--no-fund"], { shell: windows });
}
await run(node, ["--disable-warning=ExperimentalWarning", script, ...rest], {
  env: {
    ...process.env,
    PATH: [
      join(root, "node_modules", "node", "bin"),
      join(root, "node_modules", ".bin"),
      process.env.PATH,
    ].join(windows ? ";" : ":"),
  },
});

/** npm writes its own copy of the lockfile last: a lockfile newer than that has not been installed. */
function isInstalled() {
  if (!existsSync(node) || !existsSync(installed)) return false;
  return statSync(installed).mtimeMs >= statSync(join(root, "package-lock.json")).mtimeMs;
}

/** Ends this process with the child's exit code when that is not 0; passes signals on. */
async function run(command, args, options) {
  const child = spawn(command, args, { cwd: root, stdio: "inherit", ...options });
  // Ctrl-C reaches the whole group; this process only waits until the child has cleaned up.
  const ignore = () => undefined;
  const pass = () => child.kill("SIGTERM");
  process.on("SIGINT", ignore);
  process.on("SIGTERM", pass);
  const code = await new Promise((done, fail) => {
    child.once("error", fail);
    child.once("exit", (status, signal) => done(status ?? (signal ? 1 : 0)));
  });
  process.off("SIGINT", ignore);
  process.off("SIGTERM", pass);
  if (code !== 0) process.exit(code);
}
