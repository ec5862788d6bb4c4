import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exitOf, ROOT } from "./command.ts";

/**
 * Development against a real store: the Shopify CLI opens a tunnel, sets the app's key, secret,
 * address and scopes, and runs what shopify.web.toml says. It knows nothing of ENCRYPTION_KEY,
 * which is made here once and kept beside the data it encrypts.
 */
const DATA_DIR = process.env["DATA_DIR"] ?? join(ROOT, ".data/dev");

async function encryptionKey(): Promise<string> {
  const file = join(DATA_DIR, "encryption-key");
  await mkdir(DATA_DIR, { recursive: true });
  const kept = await readFile(file, "utf8").catch(() => undefined);
  if (kept) return kept.trim();
  const key = randomBytes(32).toString("base64");
  await writeFile(file, key, { mode: 0o600 });
  return key;
}

const child = spawn("shopify", ["app", "dev", ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: "inherit",
  shell: process.platform === "win32",
  env: {
    ...process.env,
    DATA_DIR,
    ENCRYPTION_KEY: process.env["ENCRYPTION_KEY"] ?? (await encryptionKey()),
  },
});
// Ctrl-C reaches the CLI itself, which stops what it started.
process.on("SIGINT", () => undefined);
const code = await exitOf(child).catch(() => undefined);
if (code === undefined) {
  process.stdout.write(
    "The Shopify CLI is not installed. Install it with: npm install --global @shopify/cli\n",
  );
}
process.exit(code ?? 1);
