#!/usr/bin/env node
import { createInterface } from "node:readline";
import { createApi, ApiRefusal } from "./src/api.js";
import { createListener } from "./src/listener.js";
import { OptionError, readOptions } from "./src/options.js";

/** Runs until Ctrl+C, or until Rollcall refuses for a reason that waiting does not mend. */
async function main() {
  const options = readOptions(process.argv.slice(2), process.env);
  const print = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  process.once("SIGTERM", () => stop.abort());

  const listener = createListener(options, createApi(options), print, stop.signal);
  const input = createInterface({ input: process.stdin });
  input.on("line", (line) => {
    const [, command, id] = /^\s*(r)(?:\s+(\S+))?\s*$/.exec(line) ?? [];
    if (command) listener.replay(id).catch((error) => print(`cannot replay: ${error.message}`));
  });
  try {
    await listener.run();
  } finally {
    input.close();
  }
}

main().catch((error) => {
  const told = error instanceof OptionError || error instanceof ApiRefusal;
  process.stderr.write(`${told ? error.message : error.stack}\n`);
  process.exitCode = 1;
});
