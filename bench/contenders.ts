import { randomBytes } from "node:crypto";
import { serverCommand } from "../scripts/built-app.ts";
import { packageCommand } from "../scripts/command.ts";
import { PLAIN_TABLES } from "./contenders/plain-tables.ts";
import { ROLLCALL_TEMPLATE } from "./database.ts";
import { TEMPLATE_APP, TEMPLATE_TABLES } from "./contenders/template-app.ts";
import type { ServerCommand } from "./server-process.ts";
import { SECRET } from "./settings.ts";

export type ContenderName = "bare" | "group-commit" | "express" | "template" | "rollcall";

export type Contender = Readonly<{
  name: ContenderName;
  title: string;
  /** What its database is made from. */
  database: { tables: string } | { clone: string };
  /** SQL for the number of different webhooks that are stored, as `n`; undefined: it stores none. */
  stored?: string;
  /** Distinct orders to have at hand for each second of a run. */
  mostPerSecond: number;
  /** To run before the server starts, with the server's environment. */
  setUp?: readonly string[];
  start: (databaseUrl: string, sinkPort: number) => ServerCommand;
}>;

const DISTINCT = "SELECT count(DISTINCT webhook_id)::int AS n FROM event";
const SHOPIFY = {
  SHOPIFY_API_KEY: "bench-api-key",
  SHOPIFY_API_SECRET: SECRET,
  SHOPIFY_APP_URL: "https://rollcall.example.com",
  SCOPES: "read_orders",
};
/** For whoever looks for what costs most: BENCH_PROFILE names a folder for CPU profiles. */
const PROFILE = process.env["BENCH_PROFILE"]
  ? ["--cpu-prof", `--cpu-prof-dir=${process.env["BENCH_PROFILE"]}`]
  : [];
const ENCRYPTION_KEY = randomBytes(32).toString("base64");

export const CONTENDERS: readonly Contender[] = [
  {
    name: "bare",
    title: "node:http + HMAC, stores nothing",
    database: { tables: "" },
    mostPerSecond: 5_000,
    start: () => ({ args: ["bench/contenders/bare-http.ts"], env: {} }),
  },
  {
    name: "group-commit",
    title: "node:http + plain group commit",
    database: { tables: PLAIN_TABLES },
    stored: DISTINCT,
    mostPerSecond: 25_000,
    start: (databaseUrl) => ({
      args: ["bench/contenders/plain-group-commit.ts"],
      env: { DATABASE_URL: databaseUrl },
    }),
  },
  {
    name: "express",
    title: "Express + one insert per event",
    database: { tables: PLAIN_TABLES },
    stored: DISTINCT,
    mostPerSecond: 15_000,
    start: (databaseUrl) => ({
      args: ["bench/contenders/express-insert.ts"],
      env: { DATABASE_URL: databaseUrl },
    }),
  },
  {
    name: "template",
    title: "Shopify's template way (Remix)",
    database: { tables: TEMPLATE_TABLES },
    stored: 'SELECT count(DISTINCT "webhookId")::int AS n FROM "Event"',
    mostPerSecond: 5_000,
    start: (databaseUrl) => ({
      args: [packageCommand("@remix-run/serve/dist/cli.js"), "build/server/index.js"],
      cwd: TEMPLATE_APP,
      env: { DATABASE_URL: databaseUrl, ...SHOPIFY },
    }),
  },
  {
    name: "rollcall",
    title: "Rollcall, built, ROLE=all",
    database: { clone: ROLLCALL_TEMPLATE },
    stored: DISTINCT,
    mostPerSecond: 25_000,
    setUp: ["bench/contenders/rollcall-set-up.ts"],
    start: (databaseUrl, sinkPort) => ({
      args: [...PROFILE, ...serverCommand()],
      env: {
        DATABASE_URL: databaseUrl,
        SINK: `http://127.0.0.1:${sinkPort}/`,
        ROLE: process.env["BENCH_ROLE"] ?? "all",
        LOG_LEVEL: "info",
        ...SHOPIFY,
        ENCRYPTION_KEY,
        ALLOWED_PRIVATE_DESTINATIONS: "127.0.0.1",
      },
    }),
  },
];
