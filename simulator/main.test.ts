import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, expect, it } from "vitest";
import { TRIAL_SCOPES, TRIAL_SHOP } from "./trial.ts";

const running: ChildProcess[] = [];
let dataDir: string | undefined;

afterEach(async () => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
});

/** Starts the process and waits for the line that says where it is. */
async function start(
  environment: Record<string, string>,
): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ["simulator/main.ts"], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  running.push(child);
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^simulator ready on (http:\/\/\S+)$/.exec(line)?.[1];
    if (url) return { child, url };
  }
  throw new Error("the simulator ended before it was ready");
}

it("runs as a process, and goes on where it was when it is started again", async () => {
  dataDir = await mkdtemp(join(tmpdir(), "simulator-"));
  const environment = {
    SHOPIFY_API_KEY: "key",
    SHOPIFY_API_SECRET: "oldest,newest",
    SHOPIFY_APP_URL: "http://127.0.0.1:1",
    DATA_DIR: dataDir,
  };
  const first = await start(environment);
  const shop = `${first.url}/control/shops/${TRIAL_SHOP}`;
  await fetch(`${first.url}/control/shops`, {
    method: "POST",
    body: JSON.stringify({ domain: TRIAL_SHOP, scopesGranted: TRIAL_SCOPES }),
  });
  await fetch(`${shop}/orders`, { method: "POST", body: JSON.stringify({ count: 3 }) });
  const before = await (await fetch(shop)).text();
  expect(JSON.parse(before)).toMatchObject({ installed: true, counts: { orders: 3 } });

  first.child.kill("SIGTERM");
  await once(first.child, "exit");
  const second = await start(environment);
  expect(await (await fetch(`${second.url}/control/shops/${TRIAL_SHOP}`)).text()).toBe(before);
  const secrets = await (await fetch(`${second.url}/control/secrets`)).json();
  expect(secrets).toMatchObject({ secrets: [{ value: "oldest" }, { value: "newest" }] });
});
