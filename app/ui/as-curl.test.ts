import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { asCurl } from "./as-curl.ts";

test("a shell hands curl exactly the headers and bytes of the event", () => {
  const body = `{"note":"it's $HOME \`id\` \\"quoted\\" \\\\ \n new line","name":"#1042"}`;
  const command = asCurl({
    url: "https://erp.example.com/hooks?a=1&b=2",
    headers: [["X-Shopify-Topic", "orders/create"]],
    body,
  });
  const script = `curl() { for argument in "$@"; do printf '%s\\0' "$argument"; done; }\n${command}`;
  const received = execFileSync("/bin/sh", ["-c", script]).toString().split("\0");
  expect(received).toEqual([
    "-X",
    "POST",
    "https://erp.example.com/hooks?a=1&b=2",
    "-H",
    "X-Shopify-Topic: orders/create",
    "--data-binary",
    body,
    "",
  ]);
});
