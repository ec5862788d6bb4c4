import { enableCompileCache } from "node:module";
import { ConfigError } from "./app/config.ts";

// A restart after a crash is ready sooner when the code need not be compiled again.
enableCompileCache();

/** The process: configuration, database, then intake, pages and workers as ROLE says. */
async function main(): Promise<void> {
  const { config } = await import("./app/config.server.ts");
  const { startProcess } = await import("./app/process.server.ts");
  await startProcess(config);
}

main().catch((error: unknown) => {
  const text = error instanceof ConfigError ? error.message : (error as Error).stack;
  process.stderr.write(`rollcall cannot start: ${text}\n`);
  process.exit(1);
});
