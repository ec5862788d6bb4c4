import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { ConfigError, parseConfig } from "./config.ts";

const key = randomBytes(32).toString("base64");

const valid = {
  SHOPIFY_API_KEY: "key",
  SHOPIFY_API_SECRET: "secret",
  SHOPIFY_APP_URL: "https://rollcall.example.com",
  SCOPES: "read_orders,read_products",
  ENCRYPTION_KEY: key,
};

describe("a missing, malformed or contradictory value stops the start", () => {
  test.each([
    ["SHOPIFY_API_KEY", undefined, "SHOPIFY_API_KEY is missing: copy the client ID"],
    ["SHOPIFY_API_SECRET", " , ", "SHOPIFY_API_SECRET is not valid: copy the client secret"],
    ["SHOPIFY_APP_URL", "app.internal.example", "SHOPIFY_APP_URL is not valid: set it to"],
    ["SHOPIFY_APP_URL", "https://a.example/path", "without a path"],
    ["SCOPES", "read orders", "SCOPES is not valid"],
    ["SCOPES", undefined, "SCOPES is missing"],
    ["ENCRYPTION_KEY", undefined, "ENCRYPTION_KEY is missing: set it to the output of: openssl"],
    ["ENCRYPTION_KEY", "c2hvcnQ=", "ENCRYPTION_KEY is not valid"],
    ["ENCRYPTION_KEY", `0:${key}`, "ENCRYPTION_KEY is not valid"],
    ["PORT", "80a", "PORT is not valid: use a whole number from 1 to 65535"],
    ["PORT", "70000", "PORT is not valid"],
    ["ROLE", "both", "ROLE is not valid: use one of web, worker, all"],
    ["ROLE", "worker", 'ROLE is "worker" but DATABASE_URL is missing'],
    ["DATABASE_URL", "mysql://localhost/x", "DATABASE_URL is not valid: use postgresql://"],
    ["KEY_DATABASE_URL", "keys", "KEY_DATABASE_URL is not valid: use postgresql://"],
    ["LOG_LEVEL", "loud", "LOG_LEVEL is not valid"],
    ["ALLOWED_PRIVATE_DESTINATIONS", "localhost", "ALLOWED_PRIVATE_DESTINATIONS is not valid"],
    ["ALLOWED_PRIVATE_DESTINATIONS", "10.0.0.0/40", "ALLOWED_PRIVATE_DESTINATIONS is not valid"],
    ["METRICS_TOKEN", "short", "METRICS_TOKEN is not valid: use at least 16 characters"],
    ["SMTP_URL", "mail.example.com", "SMTP_URL is not valid"],
    ["MAX_WEBHOOK_BYTES", "12", "MAX_WEBHOOK_BYTES is not valid"],
  ])("%s = %s", (name, value, message) => {
    const parse = () => parseConfig({ ...valid, [name]: value });
    expect(parse).toThrow(ConfigError);
    expect(parse).toThrow(message);
    try {
      parse();
    } catch (error) {
      expect((error as Error).message.split("\n")).toHaveLength(1);
      // What was given may be a secret.
      if (value && value.length > 12) expect((error as Error).message).not.toContain(value);
    }
  });
});

test("what is left out takes its default", () => {
  expect(parseConfig(valid)).toMatchObject({
    port: 3000,
    role: "all",
    databaseUrl: undefined,
    dataDir: ".data",
    logLevel: "info",
    compareGraceSeconds: 300,
    maxWebhookBytes: 10_000_000,
    allowedPrivateDestinations: [],
    metricsToken: undefined,
  });
});

test("two secrets during a rotation, two keys while one is being replaced", () => {
  const other = randomBytes(32).toString("base64");
  const config = parseConfig({
    ...valid,
    SHOPIFY_API_SECRET: "new, old",
    ENCRYPTION_KEY: `2:${other},1:${key}`,
  });
  expect(config.shopify.apiSecrets).toEqual(["new", "old"]);
  expect([...config.encryptionKeys.keys()]).toEqual([2, 1]);
});
