import { spawn } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scratchFolder, startApp } from "#tests/setup/app-process.ts";
import { claimDataDir } from "./data-dir-claim.server.ts";

describe("a data folder belongs to one process", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await scratchFolder("claim");
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("a second process stops with one line; the first one's end frees the folder", async () => {
    const first = await startApp({ DATA_DIR: folder, ROLE: "all" });
    const second = startApp({ DATA_DIR: folder, ROLE: "all" });
    await expect(second).rejects.toThrow(/DATA_DIR .* is in use by process \d+: stop that one/);
    await first.stop();
    await (
      await claimDataDir(folder)
    )();
  });

  test("the claim of a process that was killed, or of a number given to another, is taken over", async () => {
    const child = spawn("sleep", ["60"]);
    await writeFile(join(folder, "rollcall.pid"), `${child.pid} 12345`);
    await (
      await claimDataDir(folder)
    )();
    child.kill("SIGKILL");
    await new Promise((gone) => child.once("exit", gone));
    await writeFile(join(folder, "rollcall.pid"), `${child.pid} `);
    await (
      await claimDataDir(folder)
    )();
  });
});
