import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { attachEnvironment } from "./attach-environment.ts";
import { ensureCertificates, type Certificates } from "./certificates.ts";
import { startConnectProxy, type ConnectProxy } from "./connect-proxy.ts";

let directory: string;
let certificates: Certificates;
let proxy: ConnectProxy;
const seen: { shop: string; method: string; url: string; body: string }[] = [];

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "connect-proxy-"));
  certificates = await ensureCertificates(directory);
  proxy = await startConnectProxy({
    certificates,
    async handleShopRequest(request, response, shop) {
      let body = "";
      for await (const chunk of request) body += String(chunk);
      seen.push({
        shop,
        method: request.method ?? "",
        url: request.url ?? "",
        body,
      });
      response.end(`hello from ${shop}`);
    },
  });
});

afterAll(async () => {
  await proxy.close();
  await rm(directory, { recursive: true, force: true });
});

/** Runs a program in a process attached to the simulator; gives what it printed. */
async function runAttached(
  program: string,
  trustedAnyway?: string,
): Promise<{ stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    env: {
      ...process.env,
      ...attachEnvironment({
        proxyPort: proxy.port,
        caFile: certificates.caFile,
        trustedAnyway,
      }),
    },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => (stdout += String(chunk)));
  child.stderr.on("data", (chunk) => (stderr += String(chunk)));
  await new Promise((resolve) => child.once("close", resolve));
  return { stdout, stderr };
}

test("an unmodified process reaches a shop by fetch and by node:https", async () => {
  const { stdout, stderr } = await runAttached(`
    import https from "node:https";
    const answer = await fetch("https://snow.myshopify.com/admin/x?y=1", { method: "POST", body: "{}" });
    console.log(await answer.text());
    https.get("https://frost.myshopify.com/", (r) => r.on("data", (d) => console.log(String(d))));
  `);
  expect(stderr).toBe("");
  expect(stdout).toBe("hello from snow.myshopify.com\nhello from frost.myshopify.com\n");
  expect(seen).toContainEqual({
    shop: "snow.myshopify.com",
    method: "POST",
    url: "/admin/x?y=1",
    body: "{}",
  });
});

test("everything else is refused and recorded, over https and http, and this machine is direct", async () => {
  const local = createServer((_request, response) => response.end("direct"));
  await new Promise<void>((resolve) => local.listen(0, "127.0.0.1", resolve));
  const { port } = local.address() as AddressInfo;
  const before = proxy.refused.length;
  const { stdout } = await runAttached(`
    for (const address of [
      "https://example.com/a", "http://example.com/b", "https://x.myshopify.com:8443/",
      "https://myshopify.com.example.com/", "http://127.0.0.1:${port}/",
    ]) {
      try {
        const answer = await fetch(address);
        console.log(answer.status);
      } catch (error) { console.log("refused"); }
    }
  `);
  await new Promise((resolve) => local.close(resolve));
  const lines = stdout.trim().split("\n");
  expect(lines).toHaveLength(5);
  expect(lines[4]).toBe("200");
  expect(lines.slice(0, 4).every((line) => line === "refused" || line === "403")).toBe(true);
  expect(proxy.refused.slice(before).map(({ target }) => target.replace(/^http:\/\//, ""))).toEqual(
    [
      "example.com:443",
      expect.stringMatching(/^example\.com(:80|\/b)$/),
      "x.myshopify.com:8443",
      "myshopify.com.example.com:443",
    ],
  );
});

test("a CA that was trusted before stays trusted", async () => {
  const other = path.join(directory, "other.pem");
  await writeFile(other, "# another authority\n");
  const environment = attachEnvironment({
    proxyPort: proxy.port,
    caFile: certificates.caFile,
    trustedAnyway: other,
  });
  const combined = await readFile(environment["NODE_EXTRA_CA_CERTS"] ?? "", "utf8");
  expect(combined).toContain("# another authority");
  expect(combined).toContain(certificates.ca.trim());
});

test("certificates are kept while they are valid, and made anew when damaged", async () => {
  expect((await ensureCertificates(directory)).ca).toBe(certificates.ca);
  await writeFile(path.join(directory, "leaf.pem"), "damaged");
  const renewed = await ensureCertificates(directory);
  expect(renewed.ca).not.toBe(certificates.ca);
});
